import type { ProvisionWait } from '../../../shared/domain/provisioning/flow-view.ts';
import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { createPatience } from '../patience.ts';
import { installedStages } from './install-step.ts';
import { type Meeting, meetNode } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type ReconnectFlow = Extract<ActiveFlow, { at: 'reconnect' }>;

/** Looks until the node answers by mutual TLS from its own disk. */
export async function reconnectStep(tools: StepTools, { plan }: ReconnectFlow): Promise<StepEvent> {
  const patience = createPatience(tools.clock, tools.limits.reconnect);
  while (!patience.isOver()) {
    const meeting = await meetNode(tools, plan);
    const { address, port, look } = meeting;
    const wait = waitOf(meeting);
    if (wait === null) {
      return { type: 'reconnected', reached: { address, port, fingerprint: look.fingerprint ?? '' } };
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
    case 'not-talos':
      return { reason: 'other-machine', detail: address };
  }
}
