import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../../shared/domain/provisioning/flow-view.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { flowEnding, flowLines, planLines } from '../say/provision-lines.ts';
import { UsageError } from '../usage.ts';
import { followFlow } from './follow-flow.ts';
import { slotNamed } from './slot-named.ts';
import { type Answer, nodeNamed, type Verb, type VerbInput } from './verb.ts';

/**
 * Identifies a node and shows its plan; with `--apply HASH` runs exactly that plan to its end. What was begun goes
 * on where it stopped, under the same hash; what is done stays done.
 */
export const provision: Verb = async (input) => {
  const { session, options } = input;
  const [typed = ''] = options.words;
  const given = identityGiven(input);
  const node = nodeNamed(await session.ask('discovery.nodes', {}), typed);
  const flow = await flowOf(input, node.id);
  if (flow !== null && !(flow.at === 'stopped' && given !== null)) return goOn(input, flow);
  const identified = await identify(input, node, given);
  if (options.apply !== null) return start(input, identified.id, options.apply);
  const plan = await session.ask('provisioning.plan', { nodeId: identified.id });
  return {
    exit: plan.dryRun.accepted ? exitCodes.ok : exitCodes.attention,
    data: { plan, provision: null },
    lines: planLines(plan, identified),
  };
};

interface Identity {
  readonly slot: string;
  readonly serial: string;
  readonly fingerprint: string;
}

/** What was read from the box and its console; null when nothing was given. */
function identityGiven({ options, verb }: VerbInput): Identity | null {
  const { slot, serial, fingerprint } = options;
  if (slot !== null && serial !== null && fingerprint !== null) return { slot, serial, fingerprint };
  if (slot === null && serial === null && fingerprint === null) return null;
  throw new UsageError('a node is identified by --slot, --serial and --fingerprint together', verb);
}

/** Whoever gives the three gets them compared, each time. */
async function identify({ session }: VerbInput, node: NodeView, given: Identity | null): Promise<NodeView> {
  if (given === null) {
    if (node.identified) return node;
    throw failed('not-identified', { node: node.name });
  }
  const slot = await slotNamed(session, given.slot);
  return session.ask('nodes.identify', {
    nodeId: node.id,
    slotId: slot.id,
    labelSerial: given.serial,
    consoleFingerprint: given.fingerprint,
  });
}

async function flowOf({ session }: VerbInput, nodeId: string): Promise<ProvisionView | null> {
  const flows = await session.ask('provisioning.list', {});
  return flows.find((flow) => flow.nodeId === nodeId) ?? null;
}

/** A flow that was begun: shown, or with the hash of its own plan brought on; one that stopped may get a new plan. */
async function goOn(input: VerbInput, flow: ProvisionView): Promise<Answer> {
  const { apply } = input.options;
  const isOther = apply !== null && apply !== flow.planHash;
  if (isOther && flow.at === 'stopped') return start(input, flow.nodeId, apply);
  if (isOther) throw failed('plan-changed', { node: flow.label });
  if (apply === null || flow.at === 'done') return shown(flow);
  await input.session.ask('provisioning.resume', { nodeId: flow.nodeId });
  return shown(await followFlow(input, flow.nodeId));
}

async function start(input: VerbInput, nodeId: string, planHash: string): Promise<Answer> {
  await input.session.ask('provisioning.start', { nodeId, planHash });
  return shown(await followFlow(input, nodeId));
}

function shown(flow: ProvisionView): Answer {
  return {
    exit: flow.healthy ? exitCodes.ok : exitCodes.attention,
    data: { plan: null, provision: flow },
    lines: [...flowLines(flow)],
    problems: flowEnding(flow),
  };
}
