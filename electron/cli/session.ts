/** One run of the command line: an engine in this process, asked through the same contract as the page. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { AskName, InputOf, JobName, OutputOf, ProgressOf } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import { createEngine, type Engine, type EngineOptions } from '../create-engine.ts';
import { demoKeyHex } from '../demo-key.ts';
import type { CliOptions } from './options.ts';

export interface Session {
  readonly signal: AbortSignal;
  ask<N extends AskName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
  ): Promise<OutputOf<EngineContract[N]>>;
  /** Runs a job to its end; Ctrl-C asks it to stop and waits for its last word. */
  job<N extends JobName<EngineContract>>(
    name: N,
    input: InputOf<EngineContract[N]>,
    onProgress?: (progress: ProgressOf<EngineContract[N]>) => void,
  ): Promise<OutputOf<EngineContract[N]>>;
  onNews(listener: (name: string) => void): () => void;
  reference(error: unknown): string;
  close(): Promise<void>;
}

/** Opens the engine for these options. */
export function openSession(options: CliOptions, appVersion: string, signal: AbortSignal): Session {
  const engine = createEngine({
    dataDir: options.dataDir,
    appVersion,
    demo: options.demo,
    enrolmentFile: options.enrolment,
    interfaces: options.interfaces,
    sqliteBinding: null,
    key: readKey(options),
  });
  return {
    signal,
    ask: async (name, input) =>
      // The contract ties the name to its answer; the engine's map of handlers is typed by the same contract.
      (await engine.calls.ask(name, input, signal)) as never,
    job: (name, input, onProgress) =>
      runJob(engine, { name, input, onProgress: onProgress as never, signal }) as never,
    onNews: (listener) => engine.listenToNews(listener),
    reference: (error) => engine.log.bug('command line', error),
    close: () => engine.stop(),
  };
}

function readKey({ demo, keyFile }: CliOptions): EngineOptions['key'] {
  if (keyFile !== null) return keyFromFile(keyFile);
  if (demo) return { state: 'unlocked', keyHex: demoKeyHex, keystore: 'demo' };
  return {
    state: 'refused',
    reason: 'no-keyring',
    detail: 'the command line needs --key-file FILE with 64 hex characters that only you can read',
  };
}

function keyFromFile(path: string): EngineOptions['key'] {
  const refused = (detail: string): EngineOptions['key'] => ({
    state: 'refused',
    reason: 'unreadable',
    detail,
  });
  if (!existsSync(path)) return refused(`${path} is not there`);
  const { mode, size } = statSync(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    return refused(`others can read ${path}: run chmod 600 on it`);
  const keyHex = size > 200 ? '' : readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(keyHex)) return refused(`${path} does not hold 64 hex characters`);
  return { state: 'unlocked', keyHex, keystore: 'file' };
}

interface JobCall {
  readonly name: string;
  readonly input: unknown;
  readonly onProgress: ((progress: unknown) => void) | undefined;
  readonly signal: AbortSignal;
}

function runJob(engine: Engine, { name, input, onProgress, signal }: JobCall): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const id = randomUUID();
  const work = engine.calls.job(name, input);
  const stop = engine.jobs.listen((snapshot) => {
    if (snapshot.id !== id) return;
    if (snapshot.state === 'running') {
      if (snapshot.progress !== null) onProgress?.(snapshot.progress);
      return;
    }
    stop();
    if (snapshot.state === 'succeeded') resolve(snapshot.value);
    else if (snapshot.state === 'failed') reject(new FailureError(snapshot.failure));
    else reject(failed('cancelled', { what: name }));
  });
  signal.addEventListener('abort', () => engine.jobs.cancel(id), { once: true });
  engine.jobs.start({ id, name, key: `${name} ${JSON.stringify(work.input)}`, work: work.run });
  if (signal.aborted) engine.jobs.cancel(id);
  return promise;
}
