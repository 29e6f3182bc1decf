/**
 * The engine: sole owner of storage, network and long work. One function, composed in three places:
 * the utility process (`engine.ts`), the command line (`cli/`) and the tests.
 */
import { join } from 'node:path';
import type { EngineStatus } from '../shared/contract/engine-contract.ts';
import { type Failure, FailureError } from '../shared/failure/failure.ts';
import { systemClock } from './adapters/clock/system-clock.ts';
import { makeFolder } from './adapters/disk/make-folder.ts';
import { createFileLog } from './adapters/log/file-log.ts';
import { lockDataDir } from './adapters/sqlite/engine-lock.ts';
import { type Composed, composeServices } from './compose-services.ts';
import type { EngineCalls } from './ipc/engine-calls.ts';
import { createJobs, type Jobs } from './ipc/jobs.ts';
import { asFailure, type PagePort, serveContract } from './ipc/serve-contract.ts';
import type { Announce, Clock, Log } from './ports.ts';

/** What an engine is made from. */
export interface EngineOptions {
  readonly dataDir: string;
  readonly appVersion: string;
  readonly demo: boolean;
  /** Enrolment to read when the laptop has none yet; null to wait for the person. */
  readonly enrolmentFile: string | null;
  /** Only these interfaces are used for anything; null for all usable ones. */
  readonly interfaces: readonly string[] | null;
  readonly sqliteBinding: string | null;
  readonly key:
    | { readonly state: 'unlocked'; readonly keyHex: string; readonly keystore: 'os' | 'demo' | 'file' }
    | {
        readonly state: 'refused';
        readonly reason: 'no-keyring' | 'unreadable' | 'backend-changed' | 'key-file';
        readonly detail: string;
      };
  readonly clock?: Clock;
  /** True for an engine that listens, sends and goes on with nothing by itself, but does what it is asked. */
  readonly onlyWhenAsked?: boolean;
  /** Where beacons are heard; 5353 unless given, which two simulated sites on one machine would share. */
  readonly mdnsPort?: number;
  /** Serial ports that are offered beside those that the system lists: consoles of a simulated site. */
  readonly serialPorts?: readonly string[];
  /** Who is running here, for another engine that wants the same data folder; `Rounds` unless given. */
  readonly program?: string;
}

export interface Engine {
  /** Null once everything given at the start is applied, the enrolment file too; or why the engine or that was refused. */
  readonly ready: Promise<Failure | null>;
  readonly calls: EngineCalls;
  readonly jobs: Jobs;
  readonly log: Log;
  listenToNews(listener: (name: string, payload: unknown) => void): () => void;
  /** Serves one page until its port closes. */
  serve(port: PagePort): void;
  power(event: 'suspend' | 'resume'): void;
  /** Stops jobs and services and closes the database; what was not finished goes on at the next start. */
  stop(): Promise<void>;
}

/** What every service is composed from. */
export interface Ground {
  readonly options: EngineOptions;
  readonly keyHex: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
}

/** Builds an engine. Never throws for a store that is locked, unreadable or in use: it then answers every call with the reason. */
export function createEngine(options: EngineOptions): Engine {
  const hasFolder = makeFolder(options.dataDir);
  const clock = options.clock ?? systemClock;
  const log = createFileLog(join(options.dataDir, 'logs', 'rounds.log'), clock);
  const listeners = new Set<(name: string, payload: unknown) => void>();
  const announce: Announce = (name, payload) => {
    for (const listener of listeners) listener(name, payload);
  };
  const composed = hasFolder
    ? compose(options, { clock, log, announce })
    : refuse(options, { code: 'database-unreadable', facts: { path: options.dataDir } });
  const { calls } = composed;
  const jobs = createJobs({ clock, log });
  const listenToNews = (listener: (name: string, payload: unknown) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    ready: composed.ready,
    calls,
    jobs,
    log,
    listenToNews,
    serve: (port) => serveContract(port, { calls, jobs, log, listenToNews }),
    power: (event) => composed.power(event),
    stop: async () => {
      await jobs.stop();
      await composed.stop();
      log.info('engine stopped');
    },
  };
}

function compose(options: EngineOptions, ground: Omit<Ground, 'options' | 'keyHex'>): Composed {
  if (options.key.state === 'refused') {
    const { reason, detail } = options.key;
    return refuse(options, { code: 'keystore-unavailable', facts: { reason, detail } });
  }
  try {
    return composeAlone({ ...ground, options, keyHex: options.key.keyHex });
  } catch (error) {
    // Expected here: another engine on the same folder, or a database that a wrong key, damage, a newer version or a
    // full disk keeps shut.
    return refuse(options, asFailure(error, 'open', ground.log));
  }
}

/** One engine per data folder: the app and the command line cannot write into each other. */
function composeAlone(ground: Ground): Composed {
  const { dataDir, program = 'Rounds', sqliteBinding } = ground.options;
  const letGo = lockDataDir({ dataDir, program, nativeBinding: sqliteBinding });
  try {
    const composed = composeServices(ground);
    const stop = async (): Promise<void> => {
      try {
        await composed.stop();
      } finally {
        letGo();
      }
    };
    return { ...composed, stop };
  } catch (error) {
    letGo();
    throw error;
  }
}

function refuse(options: EngineOptions, failure: Failure): Composed {
  const status: EngineStatus = {
    state: 'refused',
    failure,
    appVersion: options.appVersion,
    demo: options.demo,
    keystore: options.key.state === 'unlocked' ? options.key.keystore : 'none',
    interfaces: [],
  };
  const calls: EngineCalls = {
    ask: async (name) => {
      if (name === 'engine.status') return status;
      throw new FailureError(failure);
    },
    job: () => {
      throw new FailureError(failure);
    },
  };
  return {
    calls,
    ready: Promise.resolve(failure),
    power: () => {},
    stop: async () => {},
  };
}
