import type { ProvisionView } from '../../../shared/domain/provisioning/flow-view.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { isMessageKey, words } from '../../../shared/words/words.ts';
import type { VerbInput } from './verb.ts';

/** Watches a flow, telling its steps, until it is done or stopped. Rejects on Ctrl-C; the flow can go on later. */
export async function followFlow({ session, output }: VerbInput, nodeId: string): Promise<ProvisionView> {
  const over = new AbortController();
  // A node that restarts under another address is found again only by who listens.
  const listening = session.job('discovery.listen', {}, { until: over.signal }).catch(() => {
    // Expected here: Ctrl-C. The flow asks its node by itself too.
  });
  const news = createWake();
  const stopListening = session.onNews((name) => {
    if (name === 'provisioning.changed') news.wake();
  });
  session.signal.addEventListener('abort', news.wake, { once: true });
  let told = '';
  try {
    for (;;) {
      const flow = (await session.ask('provisioning.list', {})).find((one) => one.nodeId === nodeId);
      if (flow === undefined) throw failed('node-unknown', { node: nodeId });
      if (flow.at === 'done' || flow.at === 'stopped') return flow;
      const { label, at: step } = flow;
      if (step !== told) output.step(words('frame.running.provision', { step, label }));
      told = step;
      const detail = waitWords(flow);
      if (detail !== null) output.count(detail);
      await news.next();
    }
  } finally {
    stopListening();
    session.signal.removeEventListener('abort', news.wake);
    over.abort(new Error('the flow has ended'));
    await listening;
  }
}

function waitWords({ label, waitingFor, lines }: ProvisionView): string | null {
  if (waitingFor === undefined || waitingFor === null) return lines.at(-1)?.text ?? null;
  const key = `provisioning.waiting.${waitingFor.reason}`;
  return isMessageKey(key) ? words(key, { label, detail: waitingFor.detail }) : waitingFor.detail || null;
}

/** Waits for a call that may come before anyone waits for it. */
function createWake() {
  let isCalled = false;
  let resolve = (): void => {};
  return {
    wake: (): void => {
      isCalled = true;
      resolve();
    },
    next: async (): Promise<void> => {
      if (!isCalled) await new Promise<void>((woken) => (resolve = woken));
      isCalled = false;
    },
  };
}
