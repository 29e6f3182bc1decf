import type { ProvisionFlow } from '../../../shared/domain/provisioning/provision-flow.ts';
import { CONTROL_PLANE_LIMIT_MS } from '../../../shared/domain/provisioning/step-limits.ts';
import type { Slot } from '../../../shared/domain/sites/pack.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { createPatience } from '../patience.ts';
import { installedStages } from './install-step.ts';
import { siteCredentials, slotPlace } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

/** Where a control plane answers. */
export interface ControlPlane {
  readonly address: string;
  readonly port: number;
}

/** How far a control plane must be: its API up, or its Kubernetes running. */
export type ControlPlaneNeed = 'reconnected' | 'healthy';

/**
 * Waits until a control plane other than this node is up, and says for which it waits. Throws
 * `not-healthy-in-time` after `CONTROL_PLANE_LIMIT_MS`, and at once when the pack plans no other control plane.
 */
export async function awaitControlPlane(
  tools: StepTools,
  { slotId, label }: { readonly slotId: string; readonly label: string },
  need: ControlPlaneNeed,
): Promise<ControlPlane> {
  const { pack } = tools.site.require();
  const planned = pack.slots.filter(({ role, id }) => role === 'controlplane' && id !== slotId);
  const patience = createPatience(tools.clock, { limitMs: CONTROL_PLANE_LIMIT_MS });
  const names = planned.map((slot) => slot.label).join(', ');
  while (planned.length > 0 && !patience.isOver()) {
    for (const slot of planned) {
      const up = await findUp(tools, slot, need);
      if (up !== null) return up;
    }
    tools.waitFor({ reason: 'control-plane', detail: names });
    await patience.pause(tools.signal);
  }
  const unmet = [names === '' ? 'control plane' : names];
  throw failed('not-healthy-in-time', { node: label, waitedMs: patience.waitedMs(), unmet });
}

async function findUp(tools: StepTools, slot: Slot, need: ControlPlaneNeed): Promise<ControlPlane | null> {
  const flow = tools.flows().find(({ plan }) => plan.slotId === slot.id);
  if (flow !== undefined) return placeOf(flow, need);
  // Provisioned on an earlier visit or from another laptop: the machine itself knows.
  const place = slotPlace(tools, slot.address);
  const look = await tools.links.look(place.address, place.port, siteCredentials(tools), tools.signal);
  // A control plane that was not bootstrapped yet is still booting, but hands out certificates already.
  const stages = need === 'healthy' ? ['running'] : installedStages;
  return look.answer === 'ours' && stages.includes(look.stage ?? '') ? place : null;
}

/** Where the flow's node is when it has come far enough, whether it goes on from there or was stopped. */
function placeOf(flow: ProvisionFlow, need: ControlPlaneNeed): ControlPlane | null {
  const step = flow.at === 'stopped' ? flow.resume : flow;
  if (step.at === 'platform' || step.at === 'done') return step.reached;
  if (need === 'reconnected' && (step.at === 'bootstrap' || step.at === 'health')) return step.reached;
  return null;
}
