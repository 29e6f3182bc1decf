import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../../shared/domain/provisioning/flow-view.ts';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage.ts';
import { nodeNamed, type Verb, type VerbInput } from './verb.ts';

/** Identifies, shows the plan, and with `--apply HASH` runs exactly that plan to its end. */
export const provision: Verb = async (input) => {
  const { session, options, report } = input;
  const [typed] = options.rest;
  if (typed === undefined) throw new UsageError('provision needs the name of a node');
  const node = await identified(input, nodeNamed(await session.ask('discovery.nodes', {}), typed));
  const running = (await session.ask('provisioning.list', {})).find(({ nodeId }) => nodeId === node.id);
  if (running !== undefined && running.at !== 'done') {
    const view =
      running.at === 'stopped' ? await session.ask('provisioning.resume', { nodeId: node.id }) : running;
    return follow(input, view);
  }
  const plan = await session.ask('provisioning.plan', { nodeId: node.id });
  if (options.apply === null) {
    report.data(plan);
    report.say(`${plan.label}: ${plan.role} ${plan.hostname} at ${plan.address}, Talos ${plan.talosVersion}`);
    report.say(`Disk ${plan.disk.devPath} ${plan.disk.model} ${plan.disk.serial} will be erased`);
    for (const old of plan.disk.oldData) report.say(`  holds old data: ${old}`);
    report.say(`Dry run: ${plan.dryRun.accepted ? 'accepted' : 'refused'}`);
    report.say(`To apply exactly this: --apply ${plan.hash}`);
    return exitCodes.ok;
  }
  return follow(input, await session.ask('provisioning.start', { nodeId: node.id, planHash: options.apply }));
};

async function identified({ session, options }: VerbInput, node: NodeView): Promise<NodeView> {
  if (node.identified) return node;
  const { slot, serial, fingerprint } = options;
  if (slot === null || serial === null || fingerprint === null) {
    throw new UsageError(
      `${node.name} is not identified: give --slot, --serial from its label and --fingerprint from its console`,
    );
  }
  const { pack } = await session.ask('sites.overview', {});
  const found = pack?.slots.find(({ id, label }) => [id, label.toLowerCase()].includes(slot.toLowerCase()));
  if (found === undefined) throw new UsageError(`the pack has no slot "${slot}"`);
  return session.ask('nodes.identify', {
    nodeId: node.id,
    slotId: found.id,
    labelSerial: serial,
    consoleFingerprint: fingerprint,
  });
}

async function follow({ session, report }: VerbInput, first: ProvisionView) {
  let view = first;
  let shown = '';
  while (view.at !== 'done' && view.at !== 'stopped') {
    if (view.at !== shown) report.progress(`${view.label}: ${view.at}`);
    shown = view.at;
    await changed(session);
    const list = await session.ask('provisioning.list', {});
    const next = list.find(({ nodeId }) => nodeId === first.nodeId);
    if (next === undefined) throw failed('node-unknown', { node: first.label });
    view = next;
  }
  report.data(view);
  if (view.failure !== null) throw new FailureError(view.failure);
  report.say(`${view.label} is provisioned and ${view.healthy ? 'healthy' : 'not healthy'}`);
  return view.healthy ? exitCodes.ok : exitCodes.attention;
}

function changed(session: VerbInput['session']): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = session.onNews((name) => {
    if (name !== 'provisioning.changed') return;
    stop();
    resolve();
  });
  const left = (): void => {
    stop();
    reject(session.signal.reason);
  };
  if (session.signal.aborted) left();
  session.signal.addEventListener('abort', left, { once: true });
  return promise;
}
