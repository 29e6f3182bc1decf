import { exitCodes } from '../exit-codes.ts';
import { table } from '../report.ts';
import type { Session } from '../session.ts';
import type { Verb, VerbInput } from './verb.ts';

/** Listens for `--for` seconds, asks typed addresses, sweeps an allowed range, and lists the nodes. */
export const find: Verb = async (input) => {
  const { session, options, report } = input;
  for (const typed of options.addresses) await session.ask('discovery.addTyped', { typed });
  if (options.sweep !== null) await sweep(input, options.sweep);
  await listen(session, options.forMs);
  const nodes = await session.ask('discovery.nodes', {});
  report.data(nodes);
  const rows = nodes.map((node) => [
    node.name,
    node.answer,
    `${node.address}:${node.port}`,
    node.serial?.value ?? '-',
    node.talosVersion?.value ?? '-',
    node.fingerprint?.value ?? '-',
  ]);
  for (const line of table([['NAME', 'ANSWER', 'ADDRESS', 'SERIAL', 'TALOS', 'FINGERPRINT'], ...rows]))
    report.say(line);
  return nodes.length > 0 ? exitCodes.ok : exitCodes.attention;
};

async function sweep({ session, report }: VerbInput, range: string): Promise<void> {
  const result = await session.job('discovery.sweep', { range }, ({ done, total, leftMs }) =>
    report.progress(`${done} of ${total} addresses, ${Math.ceil(leftMs / 1000)} s left`),
  );
  report.progress(`${result.touched} addresses touched, ${result.answered} answered`);
}

/** Listening ends by its own clock; only Ctrl-C ends it early as a stop. */
async function listen(session: Session, forMs: number): Promise<void> {
  const over = AbortSignal.timeout(forMs);
  const { promise, resolve } = Promise.withResolvers<void>();
  over.addEventListener('abort', () => resolve(), { once: true });
  session.signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  session.signal.throwIfAborted();
}
