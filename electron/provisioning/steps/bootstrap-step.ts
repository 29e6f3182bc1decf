import type {
  ActiveFlow,
  BootstrapResult,
  StepEvent,
} from '../../../shared/domain/provisioning/provision-flow.ts';
import { type FailureCode, FailureError, failed } from '../../../shared/failure/failure.ts';
import { createPatience } from '../patience.ts';
import { openConfigured } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type BootstrapFlow = Extract<ActiveFlow, { at: 'bootstrap' }>;

/** A node that is still starting its services may not answer every time. */
const passing: readonly FailureCode[] = ['node-unreachable', 'node-timeout'];

/**
 * Starts the cluster's database on the one node whose place it is: the first control plane of the pack. Two nodes
 * that were both told to would found two clusters.
 */
export async function bootstrapStep(tools: StepTools, flow: BootstrapFlow): Promise<StepEvent> {
  const { plan } = flow;
  const founder = tools.site.require().pack.slots.find(({ role }) => role === 'controlplane');
  if (plan.slotId !== founder?.id) return { type: 'bootstrapped', result: 'not-needed' };
  const patience = createPatience(tools.clock, tools.limits.bootstrap);
  let reason = '';
  while (!patience.isOver()) {
    const answer = await tryOnce(tools, flow);
    if (answer.result !== 'not-yet') return { type: 'bootstrapped', result: answer.result };
    reason = answer.reason;
    tools.waitFor({ reason: 'not-yet', detail: reason });
    await patience.pause(tools.signal);
  }
  throw failed('bootstrap-refused', { node: plan.label, detail: reason });
}

type Answer =
  | { readonly result: Exclude<BootstrapResult, 'not-needed'> }
  | { readonly result: 'not-yet'; readonly reason: string };

async function tryOnce(tools: StepTools, { reached }: BootstrapFlow): Promise<Answer> {
  try {
    const link = await openConfigured(tools, reached);
    try {
      // Look first: a database that runs was founded already, by an attempt whose answer was lost or by a person.
      const etcd = (await link.services(tools.signal)).find(({ id }) => id === 'etcd');
      if (etcd?.state === 'Running' && etcd.healthy === true) return { result: 'already' };
      return await link.bootstrap(tools.signal);
    } finally {
      link.close();
    }
  } catch (error) {
    if (!(error instanceof FailureError) || !passing.includes(error.failure.code)) throw error;
    return { result: 'not-yet', reason: '' };
  }
}
