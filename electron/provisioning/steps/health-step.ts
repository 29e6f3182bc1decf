import { z } from 'zod';
import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { type FailureCode, FailureError, failed } from '../../../shared/failure/failure.ts';
import type { NodeLink } from '../../nodes/node-link.ts';
import { createPatience } from '../patience.ts';
import { awaitControlPlane } from './control-plane.ts';
import { openConfigured } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type HealthFlow = Extract<ActiveFlow, { at: 'health' }>;

const machineStatus = z.object({
  stage: z.string(),
  status: z.object({
    ready: z.boolean().catch(false),
    unmetConditions: z
      .array(z.object({ name: z.string(), reason: z.string().catch('') }))
      .nullish()
      .transform((conditions) => conditions ?? []),
  }),
});
const passing: readonly FailureCode[] = ['node-unreachable', 'node-timeout'];
/** States of a service that has nothing left to do. */
const finished: readonly string[] = ['Finished', 'Skipped'];

/** Waits until the node says that it is running and ready and all its services are healthy. */
export async function healthStep(
  tools: StepTools,
  { plan, reached, bootstrap }: HealthFlow,
): Promise<StepEvent> {
  // A node that did not found the cluster cannot become ready before one that did.
  if (bootstrap === 'not-needed') await awaitControlPlane(tools, plan, 'healthy');
  const patience = createPatience(tools.clock, tools.limits.health);
  let unmet: readonly string[] = [];
  while (!patience.isOver()) {
    unmet = await unmetOf(tools, reached);
    if (unmet.length === 0) return { type: 'healthy' };
    tools.waitFor({ reason: 'unmet', detail: unmet.join('; ') });
    await patience.pause(tools.signal);
  }
  throw failed('not-healthy-in-time', { node: plan.label, waitedMs: patience.waitedMs(), unmet });
}

/** What the node lacks, in its own words; empty when it is healthy. */
async function unmetOf(tools: StepTools, reached: HealthFlow['reached']): Promise<readonly string[]> {
  let link: NodeLink | null = null;
  try {
    link = await openConfigured(tools, reached);
    const [machine] = await link.list('runtime', 'MachineStatuses.runtime.talos.dev', tools.signal);
    const status = machineStatus.safeParse(machine?.spec).data;
    if (status === undefined) return ['machine status'];
    const conditions = status.status.unmetConditions.map(({ name, reason }) => `${name}: ${reason}`);
    if (status.stage !== 'running') return [`stage: ${status.stage}`, ...conditions];
    if (!status.status.ready) return conditions.length === 0 ? ['ready'] : conditions;
    return unhealthyServices(await link.services(tools.signal));
  } catch (error) {
    if (!(error instanceof FailureError) || !passing.includes(error.failure.code)) throw error;
    return ['no answer'];
  } finally {
    link?.close();
  }
}

function unhealthyServices(services: Awaited<ReturnType<NodeLink['services']>>): readonly string[] {
  return services
    .filter(({ state, healthy }) => !finished.includes(state) && (state !== 'Running' || healthy === false))
    .map(({ id, state, message }) => `${id}: ${message === '' ? state : message}`);
}
