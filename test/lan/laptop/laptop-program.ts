/**
 * The engine as the app runs it, inside a host, without a window: `laptop-program.ts DATA-FOLDER KEY-HEX`.
 * One JSON document a line each way. In: `{ id, ask | job, input }`, `{ power }`, `{ cancel: id }`. Out: answers
 * `{ id, value | failure }`, and at every news the whole of what the page would show, `{ atMs, nodes, surroundings }`.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { createEngine } from '../../../electron/create-engine.ts';
import { asFailure } from '../../../electron/ipc/serve-contract.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';

const commandSchema = z.union([
  z.strictObject({ id: z.string(), ask: z.string(), input: z.unknown() }),
  z.strictObject({ id: z.string(), job: z.string(), input: z.unknown() }),
  z.strictObject({ power: z.enum(['suspend', 'resume']) }),
  z.strictObject({ cancel: z.string() }),
]);

const [dataDir = '', keyHex = ''] = process.argv.slice(2);
const engine = createEngine({
  ...{
    dataDir,
    appVersion: '0.0.0',
    demo: false,
    enrolmentFile: null,
    interfaces: null,
    sqliteBinding: null,
  },
  key: { state: 'unlocked', keyHex, keystore: 'file' },
  // The laptop of a story does what it is told, and has no console to send to.
  onlyWhenAsked: true,
});
const never = new AbortController().signal;
const say = (line: Readonly<Record<string, unknown>>): void =>
  void process.stdout.write(`${JSON.stringify(line)}\n`);

let nodes: readonly NodeView[] = [];
let surroundings: unknown = null;
/** Says what it has learnt, each time that there was news; what came meanwhile is one more time. */
const teller = (learn: () => Promise<void>): (() => void) => {
  let telling: Promise<void> = Promise.resolve();
  let isAsked = false;
  const tell = async (): Promise<void> => {
    isAsked = false;
    await learn();
    say({ atMs: Date.now(), nodes, surroundings });
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    telling = telling.then(tell).catch((error: unknown) => void engine.log.bug('laptop program', error));
  };
};
const tellNodes = teller(async () => {
  const shown = (await engine.calls.ask('discovery.nodes', {}, never)) as readonly NodeView[];
  nodes = shown.filter(({ presence }) => presence === 'here');
});
// By itself, as on the page: it takes programs of the system, which the list does not wait for.
const tellSurroundings = teller(async () => {
  surroundings = await engine.calls.ask('discovery.surroundings', {}, never).catch(() => null);
});
engine.listenToNews((name) => {
  if (name !== 'discovery.changed') return;
  tellNodes();
  tellSurroundings();
});
engine.jobs.listen((snapshot) => {
  const { id } = snapshot;
  if (snapshot.state === 'succeeded') say({ id, value: snapshot.value ?? null });
  if (snapshot.state === 'failed') say({ id, failure: snapshot.failure });
  if (snapshot.state === 'cancelled') say({ id, value: null });
});

createInterface({ input: process.stdin }).on('line', (line) => {
  const command = commandSchema.parse(JSON.parse(line));
  if ('power' in command) engine.power(command.power);
  else if ('cancel' in command) engine.jobs.cancel(command.cancel);
  else if ('job' in command) startJob(command);
  else void answer(command);
});
process.once('SIGTERM', () => void engine.stop().then(() => process.exit(0)));
say({ ready: await engine.ready });

function startJob({ id, job: name, input }: { id: string; job: string; input?: unknown }): void {
  try {
    const work = engine.calls.job(name, input);
    engine.jobs.start({ id, name, key: randomUUID(), work: work.run });
  } catch (error) {
    say({ id, failure: asFailure(error, name, engine.log) });
  }
}

async function answer({ id, ask: name, input }: { id: string; ask: string; input?: unknown }): Promise<void> {
  try {
    say({ id, value: (await engine.calls.ask(name, input, never)) ?? null });
  } catch (error) {
    say({ id, failure: asFailure(error, name, engine.log) });
  }
}
