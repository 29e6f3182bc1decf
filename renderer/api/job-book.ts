import type { JobName, JobSnapshot, OutputOf, ProgressOf } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { type Failure, failed } from '../../shared/failure/failure.ts';

/** A job's snapshot with the types that its name has in the contract. `progress` is null until the first report. */
export type JobOf<N extends JobName<EngineContract>> = {
  readonly id: string;
  readonly name: N;
  readonly startedAtMs: number;
  /** True once the page asked it to stop. */
  readonly isStopping: boolean;
} & (
  | {
      readonly state: 'running';
      readonly progress: ProgressOf<EngineContract[N]> | null;
      readonly cancellable: boolean;
    }
  | { readonly state: 'succeeded'; readonly value: OutputOf<EngineContract[N]> }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' }
);

/** What the page knows of long work: the newest snapshot of each job, in the order they began. */
export interface JobBook {
  /** False until the engine has told which jobs it runs, so that nothing is started twice after a reload. */
  isKnown(): boolean;
  /** The same array until something changes. */
  all(): readonly JobSnapshot[];
  /** The newest job of that name, the same object until it changes; null when there was none. */
  newest<N extends JobName<EngineContract>>(name: N): JobOf<N> | null;
  put(snapshot: JobSnapshot): void;
  /** The engine's whole list: what runs here but is not on it was interrupted. */
  replaceAll(snapshots: readonly JobSnapshot[]): void;
  stopping(id: string): void;
  /** Forgets a job that has ended, once its outcome was read. */
  forget(id: string): void;
  subscribe(listener: () => void): () => void;
}

/** Ended jobs kept for their outcome; older ones are in the ledger anyway. */
const endedKept = 20;

type Kept = JobSnapshot & { readonly isStopping: boolean };

/** An empty book. */
export function createJobBook(): JobBook {
  const jobs = new Map<string, Kept>();
  const listeners = new Set<() => void>();
  let listed: readonly Kept[] = [];
  let known = false;

  function changed(): void {
    const ended = [...jobs.values()].filter(({ state }) => state !== 'running');
    for (const { id } of ended.slice(0, Math.max(0, ended.length - endedKept))) jobs.delete(id);
    listed = [...jobs.values()];
    for (const listener of listeners) listener();
  }
  function keep(snapshot: JobSnapshot): void {
    const isStopping = snapshot.state === 'running' && (jobs.get(snapshot.id)?.isStopping ?? false);
    jobs.set(snapshot.id, { ...snapshot, isStopping });
  }
  function interrupt({ id, name, startedAtMs }: Kept): void {
    const { failure } = failed('engine-away', {});
    jobs.set(id, { id, name, startedAtMs, state: 'failed', failure, isStopping: false });
  }

  return {
    isKnown: () => known,
    all: () => listed,
    newest: <N extends JobName<EngineContract>>(name: N) => {
      const found = listed.findLast((job) => job.name === name);
      // A snapshot's payloads have the types that the contract gives to its name.
      return (found as JobOf<N> | undefined) ?? null;
    },
    put: (snapshot) => {
      keep(snapshot);
      changed();
    },
    replaceAll: (snapshots) => {
      const running = new Set(snapshots.map(({ id }) => id));
      for (const job of jobs.values()) {
        if (job.state === 'running' && !running.has(job.id)) interrupt(job);
      }
      for (const snapshot of snapshots) keep(snapshot);
      known = true;
      changed();
    },
    stopping: (id) => {
      const job = jobs.get(id);
      if (job?.state !== 'running') return;
      jobs.set(id, { ...job, isStopping: true });
      changed();
    },
    forget: (id) => {
      if (jobs.get(id)?.state === 'running') return;
      jobs.delete(id);
      changed();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
