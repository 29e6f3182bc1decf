import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { type FailureCode, FailureError, failed } from '../../../shared/failure/failure.ts';
import { makePlan, type PreparedPlan } from '../make-plan.ts';
import { createPatience } from '../patience.ts';
import { type Meeting, meetNode } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type ApplyFlow = Extract<ActiveFlow, { at: 'apply' }>;

/** After one of these the node may or may not have taken the config. */
const unclear: readonly FailureCode[] = ['node-unreachable', 'node-timeout'];
/** What a node that has just taken the config may say before it leaves maintenance. */
const perhapsTaken: readonly FailureCode[] = ['node-refused-config', 'plan-changed', 'node-refused-us'];

/** Refusals that a resumed step bears with, 2 s apart: a node that has taken the config leaves within seconds. */
const REFUSAL_LIMIT = 5;

/**
 * Applies the config once. Looks first: a node that left maintenance has it. Then compares everything that the
 * plan froze, writes down that it is about to send, sends, and after an unclear answer looks again.
 */
export async function applyStep(tools: StepTools, flow: ApplyFlow): Promise<StepEvent> {
  const patience = createPatience(tools.clock, tools.limits.apply);
  let { sent } = flow;
  let refusals = 0;
  for (;;) {
    const meeting = await meetNode(tools, flow.plan);
    if (hasLeftMaintenance(meeting, flow, sent)) return { type: 'applied' };
    try {
      const prepared = await prepareAgain(tools, flow);
      tools.note({ type: 'sending' });
      sent = true;
      await send(tools, prepared, meeting);
      return { type: 'applied' };
    } catch (error) {
      const code = error instanceof FailureError ? error.failure.code : null;
      if (code !== null && flow.sent && perhapsTaken.includes(code)) refusals += 1;
      const bearable = refusals > 0 && refusals < REFUSAL_LIMIT;
      const isUnclear = code !== null && sent && unclear.includes(code);
      if (!(isUnclear || bearable) || patience.isOver()) throw error;
      tools.waitFor({ reason: 'no-answer', detail: '' });
      await patience.pause(tools.signal);
    }
  }
}

/** Throws when what answers is not a machine that this plan may be applied to. */
function hasLeftMaintenance({ look, address, isSame }: Meeting, flow: ApplyFlow, sent: boolean): boolean {
  const { plan } = flow;
  if (!isSame) throw failed('identity-differs', { slot: plan.label, what: 'serial' });
  switch (look.answer) {
    case 'ours':
      return true;
    case 'waiting':
    case 'old-maintenance':
      if (look.fingerprint === plan.fingerprint) return look.stage === 'installing';
      throw failed('certificate-changed', {
        address,
        before: plan.fingerprint,
        after: look.fingerprint ?? '',
      });
    case 'closed':
    case 'silent':
      if (sent) return true;
      throw failed('node-unreachable', { address });
    case 'foreign':
    case 'agent':
      throw failed('node-refused-us', { address, detail: `it answers as ${look.answer}` });
    case 'earlier':
    case 'not-talos':
      throw failed('node-not-talos', { address });
  }
}

/** The plan once more, from the node as it is now: disk still there, dry run accepted, nothing else changed. */
async function prepareAgain(tools: StepTools, { plan }: ApplyFlow): Promise<PreparedPlan> {
  const prepared = await makePlan(tools, plan.nodeId, tools.signal);
  const { dryRun, hash, fingerprint } = prepared.plan;
  if (!dryRun.accepted) throw failed('node-refused-config', { node: plan.label, detail: dryRun.text });
  if (hash !== plan.hash || fingerprint !== plan.fingerprint) {
    throw failed('plan-changed', { node: plan.label });
  }
  return prepared;
}

async function send(tools: StepTools, { plan, config }: PreparedPlan, { address, port }: Meeting) {
  const link = await tools.links.open(
    { address, port, fingerprint: plan.fingerprint, credentials: null },
    tools.signal,
  );
  try {
    const { warnings } = await link.applyConfiguration(config, { dryRun: false }, tools.signal);
    for (const warning of warnings) tools.say(warning);
  } finally {
    link.close();
  }
}
