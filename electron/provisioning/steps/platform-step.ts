import type { ProvisionWait } from '../../../shared/domain/provisioning/flow-view.ts';
import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { type FailureCode, FailureError, failed } from '../../../shared/failure/failure.ts';
import { createPatience } from '../patience.ts';
import type { PlatformState } from '../ports.ts';
import { awaitControlPlane, type ControlPlane } from './control-plane.ts';
import { openConfigured } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type PlatformFlow = Extract<ActiveFlow, { at: 'platform' }>;

/** A young cluster's API comes and goes while it starts; so does the node that we ask for its kubeconfig. */
const passing: readonly FailureCode[] = [
  'node-unreachable',
  'node-timeout',
  'cluster-unreachable',
  'cluster-answer-wrong',
];

/** Waits until Kubernetes counts the node as ready, Flux has reconciled from its OCI source, and the tunnel is up. */
export async function platformStep(tools: StepTools, { plan, reached }: PlatformFlow): Promise<StepEvent> {
  const controlPlane =
    plan.role === 'controlplane' ? reached : await awaitControlPlane(tools, plan, 'healthy');
  const patience = createPatience(tools.clock, tools.limits.platform);
  const ask = createAsk(tools, controlPlane);
  let wait: ProvisionWait = { reason: 'kubernetes', detail: '' };
  while (!patience.isOver()) {
    const state = await ask();
    if (state !== null) {
      const next = waitOf(state, plan.hostname);
      if (next === null) return { type: 'ready', revision: state.flux.revision };
      wait = next;
    }
    tools.waitFor(wait);
    await patience.pause(tools.signal);
  }
  throw lateFailure(wait, plan.label, patience.waitedMs());
}

function waitOf({ nodesReady, flux, tunnel }: PlatformState, hostname: string): ProvisionWait | null {
  if (!nodesReady.includes(hostname)) return { reason: 'kubernetes', detail: '' };
  if (!flux.ready) return { reason: 'flux', detail: flux.message };
  return tunnel.ready ? null : { reason: 'tunnel', detail: tunnel.message };
}

/** Asks the cluster; null when it does not answer. The kubeconfig is fetched anew after a failure. */
function createAsk(tools: StepTools, controlPlane: ControlPlane): () => Promise<PlatformState | null> {
  let kubeconfig: string | null = null;
  return async () => {
    try {
      kubeconfig ??= await fetchKubeconfig(tools, controlPlane);
      return await tools.platform.read(kubeconfig, tools.site.require().pack.expect, tools.signal);
    } catch (error) {
      if (!(error instanceof FailureError) || !passing.includes(error.failure.code)) throw error;
      kubeconfig = null;
      return null;
    }
  };
}

async function fetchKubeconfig(tools: StepTools, controlPlane: ControlPlane): Promise<string> {
  const link = await openConfigured(tools, controlPlane);
  try {
    return await link.kubeconfig(tools.signal);
  } finally {
    link.close();
  }
}

function lateFailure({ reason, detail }: ProvisionWait, node: string, waitedMs: number): FailureError {
  switch (reason) {
    case 'flux':
      return failed('flux-not-ready', { node, waitedMs, detail });
    case 'tunnel':
      return failed('tunnel-not-ready', { node, waitedMs, detail });
    default:
      return failed('not-healthy-in-time', { node, waitedMs, unmet: ['Kubernetes'] });
  }
}
