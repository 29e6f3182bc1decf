import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AskName, InputOf, JobName, OutputOf } from '../../../shared/contract/define.ts';
import type { EngineContract } from '../../../shared/contract/engine-contract.ts';
import type { Surroundings } from '../../../shared/domain/discovery/surroundings.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { Failure } from '../../../shared/failure/failure.ts';
import type { Host } from '../network/host.ts';
import type { Program } from '../network/program.ts';
import type { PreparedLaptop } from './prepare-laptop.ts';

/** What the page would show. */
export interface Shown {
  readonly atMs: number;
  readonly nodes: readonly NodeView[];
  /** Null when it cannot be told. */
  readonly surroundings: Surroundings | null;
}
/** The engine running in a host. */
export interface Laptop {
  readonly host: Host;
  readonly program: Program;
  /** The newest. */
  shown(): Shown;
  onShown(listener: (shown: Shown) => void): () => void;
  /** Resolves once what is shown fits; rejects with what is shown instead. */
  until(what: string, fits: (shown: Shown) => boolean, withinMs: number): Promise<Shown>;
  /** Rejects when within this time something is shown that does not fit. */
  stays(what: string, fits: (shown: Shown) => boolean, forMs: number): Promise<void>;
  /** Throws the failure's code and facts as an Error. */
  ask<N extends AskName<EngineContract>>(
    name: N,
    input: z.input<z.ZodUnknown> & InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Runs a job to its end. */
  job<N extends JobName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Begins to listen, as the app does when it starts; gives the function that ends it. */
  listen(): () => void;
  power(event: 'suspend' | 'resume'): void;
}

const program = new URL('laptop-program.ts', import.meta.url).pathname;
const START_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 120_000;
const HOUR_OF_DAY = { from: 11, to: 23 } as const;

/** Starts the engine in the host; it says and asks nothing yet. */
export async function startLaptop(host: Host, { dataDir, keyHex }: PreparedLaptop): Promise<Laptop> {
  const started = host.start('Rounds', [process.execPath, program, dataDir, keyHex]);
  const ready = await started.until(/^\{"ready":/, START_LIMIT_MS);
  if (ready !== '{"ready":null}') throw new Error(`Rounds did not start: ${ready}`);
  const told = hear(started);
  const send = (line: Readonly<Record<string, unknown>>): void => started.write(JSON.stringify(line));
  const call = async (kind: 'ask' | 'job', name: string, input: unknown): Promise<unknown> => {
    const id = randomUUID();
    const answer = told.answer(id);
    send({ id, [kind]: name, input });
    return answer;
  };
  return {
    host,
    program: started,
    shown: told.shown,
    onShown: told.onShown,
    until: (what, fits, withinMs) => until(told, { what, fits, withinMs }),
    stays: (what, fits, forMs) => stays(told, { what, fits, forMs }),
    // The contract ties each name to its answer; the engine's handlers are typed by the same contract.
    ask: async (name, input) => (await call('ask', name, input)) as never,
    job: async (name, input) => (await call('job', name, input)) as never,
    listen: () => {
      const id = randomUUID();
      send({ id, job: 'discovery.listen', input: {} });
      return () => send({ cancel: id });
    },
    power: (power) => send({ power }),
  };
}

const lineSchema = z.union([
  z.object({ id: z.string(), value: z.unknown() }),
  z.object({ id: z.string(), failure: z.unknown() }),
  z.object({ atMs: z.number(), nodes: z.array(z.unknown()), surroundings: z.unknown() }),
]);

function hear(started: Program) {
  const listeners = new Set<(shown: Shown) => void>();
  const waiting = new Map<string, (line: { value?: unknown; failure?: unknown }) => void>();
  let shown: Shown = { atMs: 0, nodes: [], surroundings: null };
  started.onLine((line) => {
    const parsed = lineSchema.safeParse(documentIn(line));
    if (!parsed.success) return;
    if ('id' in parsed.data) return waiting.get(parsed.data.id)?.(parsed.data);
    // Written by our own program beside this one, from typed values.
    shown = parsed.data as Shown;
    for (const listener of listeners) listener(shown);
  });
  return {
    shown: () => shown,
    onShown: (listener: (shown: Shown) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    answer: (id: string): Promise<unknown> => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const tooLate = setTimeout(() => reject(new Error('Rounds did not answer')), ANSWER_LIMIT_MS);
      waiting.set(id, ({ value, failure }) => {
        clearTimeout(tooLate);
        waiting.delete(id);
        if (failure === undefined) resolve(value);
        else reject(new Error(JSON.stringify(failure satisfies unknown as Failure)));
      });
      return promise;
    },
  };
}

function documentIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Expected here: the last line of a program that was ended in the middle of it.
    return null;
  }
}
type Told = ReturnType<typeof hear>;

async function until(
  told: Told,
  { what, fits, withinMs }: { what: string; fits: (shown: Shown) => boolean; withinMs: number },
): Promise<Shown> {
  if (fits(told.shown())) return told.shown();
  const { promise, resolve, reject } = Promise.withResolvers<Shown>();
  const end = told.onShown((shown) => {
    if (fits(shown)) resolve(shown);
  });
  const tooLate = setTimeout(
    () => reject(new Error(`${what}: not within ${withinMs} ms; shown is\n${inShort(told.shown())}`)),
    withinMs,
  );
  try {
    return await promise;
  } finally {
    clearTimeout(tooLate);
    end();
  }
}

async function stays(
  told: Told,
  { what, fits, forMs }: { what: string; fits: (shown: Shown) => boolean; forMs: number },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (shown: Shown): void => {
    if (!fits(shown)) reject(new Error(`${what}: no longer; shown is\n${inShort(shown)}`));
  };
  look(told.shown());
  const end = told.onShown(look);
  const enough = setTimeout(resolve, forMs);
  try {
    await promise;
  } finally {
    clearTimeout(enough);
    end();
  }
}

/** One line for each node and interface, for the message of a failure. */
function inShort({ atMs, nodes, surroundings }: Shown): string {
  const time = new Date(atMs).toISOString().slice(HOUR_OF_DAY.from, HOUR_OF_DAY.to);
  const interfaces = surroundings?.interfaces.map(
    ({ name, addresses, why, ipv4, ipv6 }) =>
      `  ${name} ${addresses.join(' ')} ${why}, hears itself: IPv4 ${ipv4.hearsItself}, IPv6 ${ipv6.hearsItself}`,
  );
  const machines = nodes.map(
    ({ id, presence, answer, places }) =>
      `  ${id} ${presence} ${answer} at ${places.map((place) => `${place.address}:${place.port}`).join(' ')}`,
  );
  const diagnosis = surroundings?.diagnosis.map(({ code, facts }) => `  ${code} ${JSON.stringify(facts)}`);
  return [time, ...machines, ...(interfaces ?? []), ...(diagnosis ?? [])].join('\n');
}
