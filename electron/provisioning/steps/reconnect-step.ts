import type { ProvisionWait } from '../../../shared/domain/provisioning/flow-view.ts';
import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { createPatience } from '../patience.ts';
import { awaitControlPlane } from './control-plane.ts';
import { installedStages } from './install-step.ts';
import { type Meeting, meetNode } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type ReconnectFlow = Extract<ActiveFlow, { at: 'reconnect' }>;

/** Looks that find a node in maintenance with a new certificate before it counts as failed: one may be stale. */
const MAINTENANCE_LIMIT = 3;

/** Looks until the node answers by mutual TLS from its own disk. */
export async function reconnectStep(tools: StepTools, { plan }: ReconnectFlow): Promise<StepEvent> {
  let patience = createPatience(tools.clock, tools.limits.reconnect);
  let mayLackControlPlane = plan.role === 'worker';
  let backInMaintenance = 0;
  while (!patience.isOver()) {
    const meeting = await meetNode(tools, plan);
    const { address, port, look } = meeting;
    const wait = waitOf(meeting);
    if (wait === null) {
      return { type: 'reconnected', reached: { address, port, fingerprint: look.fingerprint ?? '' } };
    }
    const isNewStart = wait.reason === 'maintenance-again' && look.fingerprint !== plan.fingerprint;
    backInMaintenance = isNewStart ? backInMaintenance + 1 : 0;
    // A node does not leave maintenance by itself: its installation failed and it has forgotten its config.
    if (backInMaintenance >= MAINTENANCE_LIMIT) throw failed('install-failed', { node: plan.label });
    if (mayLackControlPlane && wait.reason === 'no-answer') {
      // A worker gets its certificate from a control plane and keeps its port closed until one is up.
      await awaitControlPlane(tools, plan, 'reconnected');
      mayLackControlPlane = false;
      patience = createPatience(tools.clock, tools.limits.reconnect);
    }
    tools.waitFor(wait);
    await patience.pause(tools.signal);
  }
  throw failed('did-not-come-back', { node: plan.label, waitedMs: patience.waitedMs() });
}

/** Why the node does not count as back yet; null when it does. */
function waitOf({ look, address, isSame }: Meeting): ProvisionWait | null {
  switch (look.answer) {
    case 'ours':
      if (!isSame) return { reason: 'other-machine', detail: look.serial ?? address };
      if (look.stage === null || installedStages.includes(look.stage)) return null;
      return { reason: 'still-installing', detail: look.stage };
    case 'waiting':
    case 'old-maintenance':
      return { reason: 'maintenance-again', detail: '' };
    case 'closed':
    case 'silent':
      return { reason: 'no-answer', detail: '' };
    case 'foreign':
    case 'agent':
    case 'earlier':
    case 'not-talos':
      return { reason: 'other-machine', detail: address };
  }
}
