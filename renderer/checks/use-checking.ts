import type { CheckProgress } from '../../shared/domain/checks/check.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { useJob } from '../api/services.tsx';
import type { Place } from './vantages.ts';

/** Which place each job of this page was started from, until the engine says so itself and after it has failed. */
const startedFrom = new Map<string, string>();

/** The checks running or last run from one place. */
export function useChecking(place: Place) {
  const { job, isRunning, start, stop } = useJob('checks.run');
  const said = job?.state === 'running' ? job.progress?.from : undefined;
  const from = said ?? (job === null ? undefined : startedFrom.get(job.id));
  // A failure whose place nobody remembers, after a reload, is shown wherever one looks.
  const isOurs = from === undefined ? job?.state === 'failed' : from === place.id;
  const progress: CheckProgress | null = job?.state === 'running' && isOurs ? job.progress : null;
  const failure: Failure | null = job?.state === 'failed' && isOurs ? job.failure : null;
  return {
    isRunning,
    /** Whether it runs from this very place. */
    isHere: isRunning && isOurs,
    isStopping: job?.isStopping ?? false,
    progress,
    failure,
    start: () => {
      const id = start({ from: place.id === 'laptop' ? 'laptop' : { nodeId: place.id } });
      startedFrom.set(id, place.id);
    },
    stop,
  };
}
