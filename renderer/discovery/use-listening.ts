import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Failure } from '../../shared/failure/failure.ts';
import { siteQueries } from '../api/queries.ts';
import { useConnection, useJob, useServices } from '../api/services.tsx';

/**
 * Listening begins by itself with the first look at the nodes, since it is the quietest way to find them, and goes
 * on until the person stops it. After a reload or a restart of the engine it is found again or begun again.
 */
export function useListening() {
  const { engine } = useServices();
  const connection = useConnection();
  const { job, isRunning, start, stop } = useJob('discovery.listen');
  const isFirst = job === null;
  const wasInterrupted = job?.state === 'failed' && job.failure.code === 'engine-away';
  // Without a pack nobody knows what belongs here; the screen says so instead.
  const { data: overview } = useQuery(siteQueries.overview());
  const hasPack = overview !== undefined && overview.pack !== null;
  const isDue = hasPack && connection === 'connected' && engine.jobs.isKnown() && (isFirst || wasInterrupted);
  useEffect(() => {
    // Asked once more at this moment: another screen may have begun it in between.
    const newest = engine.jobs.newest('discovery.listen');
    if (isDue && newest?.state !== 'running') engine.startJob('discovery.listen', {});
  }, [engine, isDue]);
  const failure: Failure | null = job?.state === 'failed' && !wasInterrupted ? job.failure : null;
  return {
    /** Whether there is anything to listen for. */
    isPossible: hasPack,
    isListening: isRunning || isDue,
    isStopping: job?.isStopping ?? false,
    heard: job?.state === 'running' ? (job.progress?.heard ?? 0) : 0,
    start: () => void start({}),
    stop,
    failure,
  };
}
