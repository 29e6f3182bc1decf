/** One run of the command line: an engine in this process, asked through the same contract as the page. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { AskName, InputOf, JobName, OutputOf, ProgressOf } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { type Failure, FailureError, failed } from '../../shared/failure/failure.ts';
import { createEngine, type Engine } from '../create-engine.ts';
import { readKey } from './key-file.ts';
import type { CliOptions } from './options.ts';

export interface Session {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Null, or why the engine cannot be asked. */
  readonly ready: Promise<Failure | null>;
  /** Rejects as soon as Ctrl-C comes, whatever the engine still does. */
  ask<N extends AskName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Runs a job to its end; Ctrl-C or `until` asks it to stop, and its last word is waited for. */
  job<N extends JobName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
    watch?: {
      readonly onProgress?: (progress: ProgressOf<EngineContract[N]>) => void;
      readonly until?: AbortSignal;
    },
  ): Promise<OutputOf<EngineContract[N]>>;
  onNews(listener: (name: string) => void): () => void;
  /** Logs a fault of Rounds whole and gives the reference that finds it. */
  reference(error: unknown): string;
  close(): Promise<void>;
}

export interface SessionParts {
  readonly options: CliOptions;
  readonly appVersion: string;
  /** The verb, as another command is told that it is running. */
  readonly program: string;
  readonly signal: AbortSignal;
}

/** Opens the engine for these options. It does only what it is asked. */
export function openSession({ options, appVersion, program, signal }: SessionParts): Session {
  const engine = createEngine({
    dataDir: resolve(options.dataDir),
    appVersion,
    demo: options.demo,
    enrolmentFile: options.enrolment === null ? null : resolve(options.enrolment),
    interfaces: options.interfaces,
    sqliteBinding: null,
    key: readKey(options),
    onlyWhenAsked: true,
    program,
    ...(options.mdnsPort !== null && { mdnsPort: options.mdnsPort }),
    serialPorts: options.serialPorts,
  });
  return {
    signal,
    ready: engine.ready,
    // The contract ties each name to its answer; the engine's handlers are typed by the same contract.
    ask: async (name, input) => {
      // Before it is asked: work that nobody waits for would fail with nobody to tell.
      signal.throwIfAborted();
      return (await orStop(engine.calls.ask(name, input, signal), signal)) as never;
    },
    job: (name, input, watch = {}) =>
      runJob(engine, { name, input, signal, ...(watch as Pick<JobCall, 'onProgress' | 'until'>) }) as never,
    onNews: (listener) => engine.listenToNews(listener),
    reference: (error) => engine.log.bug('command line', error),
    close: () => engine.stop(),
  };
}

async function orStop<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

interface JobCall {
  readonly name: string;
  readonly input: unknown;
  readonly onProgress?: (progress: unknown) => void;
  readonly until?: AbortSignal;
  readonly signal: AbortSignal;
}

async function runJob(engine: Engine, call: JobCall): Promise<unknown> {
  const { name, input, onProgress, until, signal } = call;
  const { promise, resolve: succeed, reject } = Promise.withResolvers<unknown>();
  const id = randomUUID();
  const work = engine.calls.job(name, input);
  const stopListening = engine.jobs.listen((snapshot) => {
    if (snapshot.id !== id) return;
    if (snapshot.state === 'running' && snapshot.progress !== null) onProgress?.(snapshot.progress);
    if (snapshot.state === 'succeeded') succeed(snapshot.value);
    if (snapshot.state === 'failed') reject(new FailureError(snapshot.failure));
    if (snapshot.state === 'cancelled') reject(failed('cancelled', { what: name }));
  });
  const cancel = (): void => engine.jobs.cancel(id);
  const stops = [signal, ...(until === undefined ? [] : [until])];
  for (const stop of stops) stop.addEventListener('abort', cancel, { once: true });
  try {
    engine.jobs.start({ id, name, key: `${name} ${JSON.stringify(work.input)}`, work: work.run });
    if (stops.some(({ aborted }) => aborted)) cancel();
    return await promise;
  } finally {
    stopListening();
    for (const stop of stops) stop.removeEventListener('abort', cancel);
  }
}
