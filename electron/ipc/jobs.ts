/**
 * Long work of the engine. A job belongs to the engine and not to the page that started it: a page that
 * reloads asks for the list and finds it again. Cancel is a request; the last snapshot tells the truth.
 */
import type { JobRun, JobSnapshot } from '../../shared/contract/define.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import type { Clock, Log } from '../ports.ts';

/** At most this often a job's progress is passed on; the first and the last always are. */
const PROGRESS_INTERVAL_MS = 100;
/** Ended jobs that a reloaded page can still ask about. */
const ENDED_KEPT = 50;

export interface Jobs {
  /** Starts work under an id that the asker made. The same id twice starts once. */
  start(entry: {
    readonly id: string;
    readonly name: string;
    /** Two jobs of one key never run at once; the second fails with `busy`. */
    readonly key: string;
    readonly work: (run: JobRun<unknown>) => Promise<unknown>;
  }): void;
  cancel(id: string): void;
  list(): readonly JobSnapshot[];
  listen(listener: (snapshot: JobSnapshot) => void): () => void;
  /** Asks everything to stop and waits for it. */
  stop(): Promise<void>;
}

interface Running {
  readonly key: string;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** A registry of jobs. */
export function createJobs({ clock, log }: { readonly clock: Clock; readonly log: Log }): Jobs {
  const running = new Map<string, Running>();
  const snapshots = new Map<string, JobSnapshot>();
  const listeners = new Set<(snapshot: JobSnapshot) => void>();

  const publish = (snapshot: JobSnapshot): void => {
    snapshots.set(snapshot.id, snapshot);
    for (const listener of listeners) listener(snapshot);
    const ended = [...snapshots.values()].filter(({ state }) => state !== 'running');
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) snapshots.delete(old.id);
  };

  return {
    start: ({ id, name, key, work }) => {
      if (snapshots.has(id)) return;
      const common = { id, name, startedAtMs: clock.now() };
      if ([...running.values()].some((other) => other.key === key)) {
        publish({ ...common, state: 'failed', failure: { code: 'busy', facts: { what: name } } });
        return;
      }
      const controller = new AbortController();
      const reporter = progressReporter(clock, (progress, cancellable) =>
        publish({ ...common, state: 'running', progress, cancellable }),
      );
      publish({ ...common, state: 'running', progress: null, cancellable: true });
      const run: JobRun<unknown> = {
        signal: controller.signal,
        report: reporter.report,
        pointOfNoReturn: reporter.pointOfNoReturn,
      };
      const ended = settle(work, run, (error) => describe(error, controller.signal, name, log)).then(
        (end) => {
          reporter.flush();
          running.delete(id);
          publish({ ...common, ...end });
        },
      );
      running.set(id, { key, controller, ended });
    },
    cancel: (id) => running.get(id)?.controller.abort(new Error('cancelled by the person')),
    list: () => [...snapshots.values()],
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      for (const { controller } of running.values()) controller.abort(new Error('the engine is stopping'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

type End =
  | { readonly state: 'succeeded'; readonly value: unknown }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' };

async function settle(
  work: (run: JobRun<unknown>) => Promise<unknown>,
  run: JobRun<unknown>,
  describeEnd: (error: unknown) => End,
): Promise<End> {
  try {
    return { state: 'succeeded', value: await work(run) };
  } catch (error) {
    // Expected here: a FailureError, or the abort reason after a cancel. Anything else is described as a bug.
    return describeEnd(error);
  }
}

function describe(error: unknown, signal: AbortSignal, name: string, log: Log): End {
  if (error instanceof FailureError && error.failure.code !== 'cancelled') {
    return { state: 'failed', failure: error.failure };
  }
  if (signal.aborted) return { state: 'cancelled' };
  return {
    state: 'failed',
    failure: { code: 'unexpected', facts: { reference: log.bug(`job ${name}`, error) } },
  };
}

function progressReporter(clock: Clock, publish: (progress: unknown, cancellable: boolean) => void) {
  let latest: unknown = null;
  let dirty = false;
  let cancellable = true;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let waiting = false;
  const flush = (): void => {
    if (!dirty) return;
    dirty = false;
    lastAtMs = clock.now();
    publish(latest, cancellable);
  };
  const later = async (): Promise<void> => {
    waiting = true;
    await clock.wait(PROGRESS_INTERVAL_MS - (clock.now() - lastAtMs));
    waiting = false;
    flush();
  };
  const changed = (): void => {
    dirty = true;
    if (clock.now() - lastAtMs >= PROGRESS_INTERVAL_MS) flush();
    else if (!waiting) void later();
  };
  return {
    report: (progress: unknown) => {
      latest = progress;
      changed();
    },
    pointOfNoReturn: () => {
      cancellable = false;
      changed();
    },
    flush,
  };
}
