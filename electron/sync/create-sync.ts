/**
 * Everything done on this laptop, kept and brought to the console: the op log, its outbox and the engine that
 * empties it. `createSync` is the one function you want. It knows no other noun.
 */
import type { Handlers, JobRun } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import type { ChainHead } from '../../shared/domain/sync/op-chain.ts';
import type { WakeReason } from '../../shared/domain/sync/sync-state.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { Announce, OpRecorder } from '../ports.ts';
import { createOpLog, type OpLog } from './op-log.ts';
import type { OpLogStore } from './op-log-store.ts';
import { createSoon } from './soon.ts';
import { createSyncDriver, type DriverPorts, type SyncDriver } from './sync-driver.ts';
import { syncStatus } from './sync-status.ts';

/** A burst of ops goes out together: a single op compresses badly and costs a round trip. */
const GATHER_MS = 500;
/** The chip in the header needs no more than a few updates a second. */
const NEWS_MS = 200;

export interface SyncPorts extends Omit<DriverPorts, 'store' | 'changed'> {
  readonly announce: Announce;
  readonly store: DriverPorts['store'] & OpLogStore;
}

export interface Sync {
  readonly handlers: Pick<Handlers<EngineContract>, 'sync.status' | 'sync.now' | 'sync.ledger'>;
  readonly ops: OpRecorder;
  status(): SyncStatus;
  /** Where the log of the enrolled device stands. */
  chainHead(): ChainHead | null;
  /** Whether the enrolled device has work, beside its enrolment, that the console does not hold. */
  hasUnsentWork(): boolean;
  /** The laptop woke up, or the network or a setting changed: try now instead of waiting. */
  resume(): void;
  stop(): Promise<void>;
}

/** Builds the service. It checks the log first, and sends only when that holds together. */
export function createSync(ports: SyncPorts): Sync {
  const { clock, store, announce } = ports;
  const ending = new AbortController();
  const status = (): SyncStatus => syncStatus(store, ports.enrolment(), driver.state());
  const news = createSoon(clock, NEWS_MS, () => announce('sync.changed', status()));
  const driver = createSyncDriver({ ...ports, changed: () => news.ask() });
  const log = createOpLog(ports);
  const verified = verify(ports, log, { driver, signal: ending.signal });
  const wake = async (by: WakeReason): Promise<void> => {
    await verified;
    if (ports.enrolment() === null) return;
    if (by === 'person' || ports.automatic()) driver.tell({ type: 'wake', by, atMs: clock.now() });
  };
  const recorded = createSoon(clock, GATHER_MS, () => void wake('op'));
  const enrolled = createSoon(clock, GATHER_MS, () => void wake('resume'));
  void wake('resume');
  return {
    handlers: {
      'sync.status': () => status(),
      'sync.now': (_input, run) => syncNow({ ports, driver, status, wake }, run),
      'sync.ledger': (query) => store.ledger(query),
    },
    ops: {
      record: (entry) => {
        const op = log.record(entry);
        // A new enrolment may mend what stopped the engine, an ordinary op may not.
        (entry.kind === 'device.enrolled' ? enrolled : recorded).ask();
        news.ask();
        return op;
      },
    },
    status,
    chainHead: () => log.head(),
    hasUnsentWork: () => {
      const enrolment = ports.enrolment();
      return enrolment !== null && store.hasUnsentWork(enrolment.device.id);
    },
    resume: () => void wake('resume'),
    stop: async () => {
      ending.abort(new Error('sync stopped'));
      for (const one of [news, recorded, enrolled]) one.stop();
      driver.stop();
      ports.line.reset();
      await verified;
    },
  };
}

/** A log that does not hold together is never sent; recording goes on. */
async function verify(
  { clock, log: appLog }: SyncPorts,
  log: OpLog,
  { driver, signal }: { readonly driver: SyncDriver; readonly signal: AbortSignal },
): Promise<void> {
  try {
    const broken = await log.verify(signal);
    if (broken === null) return;
    appLog.warn('op log broken', broken);
    driver.tell({ type: 'log-broken', devSeq: broken.devSeq, atMs: clock.now() });
  } catch (error) {
    // Stopped while looking. Anything else could not be looked at, which is not the same as good.
    if (signal.aborted) return;
    appLog.bug('op log verification', error);
    driver.tell({ type: 'log-broken', devSeq: 0, atMs: clock.now() });
  }
}

interface NowParts {
  readonly ports: SyncPorts;
  readonly driver: SyncDriver;
  readonly status: () => SyncStatus;
  readonly wake: (by: WakeReason) => Promise<void>;
}

/** Pushes and pulls until nothing is left or the console is away; the status says which. */
async function syncNow(
  { ports, driver, status, wake }: NowParts,
  run: JobRun<SyncStatus>,
): Promise<SyncStatus> {
  if (ports.enrolment() === null) throw failed('not-enrolled', {});
  const over = new AbortController();
  run.signal.addEventListener('abort', () => driver.tell({ type: 'cancelled' }), { once: true });
  const done = driver.settled();
  await wake('person');
  const reporting = report(ports, { run, status, signal: over.signal });
  await done;
  over.abort();
  await reporting;
  run.signal.throwIfAborted();
  return status();
}

/** A snapshot now and then, so that a lost one does no harm. */
async function report(
  { clock }: SyncPorts,
  {
    run,
    status,
    signal,
  }: { readonly run: JobRun<SyncStatus>; readonly status: () => SyncStatus; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    run.report(status());
    // Ends by the signal when the run is over.
    await clock.wait(NEWS_MS, signal).catch(() => {});
  }
}
