import { useQuery } from '@tanstack/react-query';
import type { JobName } from '../../../shared/contract/define.ts';
import type { EngineContract } from '../../../shared/contract/engine-contract.ts';
import { words } from '../../../shared/words/words.ts';
import { provisioningQueries } from '../../api/queries.ts';
import { useJobs } from '../../api/services.tsx';
import type { Destination, PlainPath } from '../../ui/acts/destination-link.tsx';

export interface RunningLine {
  readonly id: string;
  readonly title: string;
  readonly startedAtMs: number;
  readonly to: Destination;
}

/** Where each kind of long work is looked at. Listening goes on all visit and is told on its own screen. */
const shownAt: { readonly [N in JobName<EngineContract>]: PlainPath | null } = {
  'sites.prepare': '/ready',
  'discovery.listen': null,
  'discovery.sweep': '/nodes',
  'discovery.addList': '/nodes',
  'discovery.readRancher': '/nodes',
  'checks.run': '/checks',
  'bundles.create': '/bundle',
  'sync.now': '/ledger',
};

/** Everything that runs now, newest first: jobs and the provisioning of nodes. */
export function useRunningLines(): readonly RunningLine[] {
  const jobs = useJobs();
  const { data: flows } = useQuery(provisioningQueries.list());
  const fromJobs = jobs.flatMap((job) => {
    const name = job.name as JobName<EngineContract>;
    const to = shownAt[name];
    if (job.state !== 'running' || to === null) return [];
    const line = { id: job.id, title: words(`frame.running.${name}`), startedAtMs: job.startedAtMs };
    return [{ ...line, to: { to } }];
  });
  const fromFlows = (flows ?? [])
    .filter(({ at }) => at !== 'done' && at !== 'stopped' && at !== 'review')
    .map(({ nodeId, at, label, startedAtMs }) => ({
      id: nodeId,
      title: words('frame.running.provision', { step: at, label }),
      startedAtMs,
      to: { to: '/nodes/$nodeId/provision', params: { nodeId } } as const,
    }));
  return [...fromJobs, ...fromFlows].sort((one, other) => other.startedAtMs - one.startedAtMs);
}
