import { usableSerial, usableUuid } from '../../../shared/domain/discovery/machine-ids.ts';
import type { ProvisionPlan } from '../../../shared/domain/provisioning/plan.ts';
import { FailureError } from '../../../shared/failure/failure.ts';
import type { NodeCredentials, NodeLink, NodeLook } from '../../nodes/node-link.ts';
import type { StepTools } from './step-tools.ts';

/** One look at a node, with where it was met. */
export interface Meeting {
  readonly look: NodeLook;
  readonly address: string;
  readonly port: number;
  /** False when what answers says that it is another machine than the one identified. */
  readonly isSame: boolean;
}

/** The cluster's client certificate from the pack. Throws `pack-missing`. */
export function siteCredentials({ site }: Pick<StepTools, 'site'>): NodeCredentials {
  const { cluster } = site.require().pack;
  return { ca: cluster.talosCa, certificate: cluster.adminCertificate, key: cluster.adminKey };
}

/**
 * Looks where the node was found and where its config puts it. The first address at which a node answers wins.
 * Throws only the signal's reason.
 */
export async function meetNode(tools: StepTools, plan: ProvisionPlan): Promise<Meeting> {
  const credentials = siteCredentials(tools);
  const meetings: Meeting[] = [];
  for (const { address, port } of places(tools, plan)) {
    const look = await tools.links.look(address, port, credentials, tools.signal);
    const meeting = { look, address, port, isSame: isSameMachine(tools, plan, look) };
    if (isAnswer(look) && meeting.isSame) return meeting;
    meetings.push(meeting);
  }
  const met = meetings.find(({ look }) => isAnswer(look)) ?? meetings[0];
  if (met === undefined) throw new Error('a plan without a place');
  return met;
}

/** Opens the configured node: mutual TLS, judged by the site's authority. */
export function openConfigured(
  tools: StepTools,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<NodeLink> {
  return tools.links.open(
    { address, port, fingerprint: null, credentials: siteCredentials(tools) },
    tools.signal,
  );
}

/** Where a slot's node listens once it is configured. */
export function slotPlace(tools: Pick<StepTools, 'site'>, slotAddress: string) {
  const [address = slotAddress] = slotAddress.split('/');
  return { address, port: tools.site.require().pack.network.sweep.port };
}

function places(tools: StepTools, plan: ProvisionPlan) {
  const planned = slotPlace(tools, plan.address);
  try {
    const { address, port } = tools.book.target(plan.nodeId);
    // The API's port is fixed, so the node keeps it when its address changes.
    return address === planned.address
      ? [{ address, port }]
      : [
          { address, port },
          { ...planned, port },
        ];
  } catch (error) {
    // Discovery may have begun anew since the flow started; the plan still knows where the node will be.
    if (error instanceof FailureError) return [planned];
    throw error;
  }
}

function isAnswer({ answer }: NodeLook): boolean {
  return answer !== 'closed' && answer !== 'silent';
}

function isSameMachine({ book }: StepTools, { nodeId }: ProvisionPlan, look: NodeLook): boolean {
  const identified = book.all().find(({ id }) => id === nodeId);
  const agree = (one: string | null, other: string | null) => one === null || other === null || one === other;
  return (
    agree(usableSerial(look.serial), usableSerial(identified?.serial?.value)) &&
    agree(usableUuid(look.uuid), usableUuid(identified?.uuid?.value))
  );
}
