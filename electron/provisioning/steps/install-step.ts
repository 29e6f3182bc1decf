import type { ActiveFlow, StepEvent } from '../../../shared/domain/provisioning/provision-flow.ts';
import { RESTART_SILENCE_MS } from '../../../shared/domain/provisioning/step-limits.ts';
import { type FailureCode, FailureError, failed } from '../../../shared/failure/failure.ts';
import type { NodeLink } from '../../nodes/node-link.ts';
import { createPatience } from '../patience.ts';
import { followNode } from './follow-node.ts';
import { type Meeting, meetNode, openConfigured } from './meet-node.ts';
import type { StepTools } from './step-tools.ts';

type InstallFlow = Extract<ActiveFlow, { at: 'install' }>;

/** A node in one of these stages has its system on the disk. */
export const installedStages: readonly string[] = ['booting', 'running'];
/** Between the look and the connection the node may restart, or its listener with a new certificate. */
const passing: readonly FailureCode[] = [
  'node-unreachable',
  'node-timeout',
  'node-refused-us',
  'certificate-changed',
];

/** Follows the node's events while it installs, until it restarts or is met booting from its disk. */
export async function installStep(tools: StepTools, { plan }: InstallFlow): Promise<StepEvent> {
  const patience = createPatience(tools.clock, tools.limits.install);
  const seen = new Set<string>();
  let goneSinceMs: number | null = null;
  while (!patience.isOver()) {
    const meeting = await meetNode(tools, plan);
    const { answer, stage } = meeting.look;
    if (answer === 'ours' && installedStages.includes(stage ?? '')) return { type: 'restarted' };
    if (answer === 'closed' || answer === 'silent') {
      goneSinceMs ??= tools.clock.now();
      // The listener itself restarts when the node leaves maintenance; only a longer silence is a restart.
      if (tools.clock.now() - goneSinceMs >= RESTART_SILENCE_MS) return { type: 'restarted' };
    } else {
      goneSinceMs = null;
      // Back in maintenance with a new certificate: it restarted without a system. Reconnecting tells that story.
      if (answer === 'waiting' && meeting.look.fingerprint !== plan.fingerprint) return { type: 'restarted' };
      await followWherePossible(tools, meeting, plan.fingerprint, seen);
    }
    await patience.pause(tools.signal);
  }
  throw failed('did-not-come-back', { node: plan.label, waitedMs: patience.waitedMs() });
}

async function followWherePossible(
  tools: StepTools,
  meeting: Meeting,
  fingerprint: string,
  seen: Set<string>,
): Promise<void> {
  const { address, port, look } = meeting;
  if (!meeting.isSame || (look.answer !== 'waiting' && look.answer !== 'ours')) return;
  let link: NodeLink | null = null;
  try {
    link =
      look.answer === 'ours'
        ? await openConfigured(tools, meeting)
        : await tools.links.open({ address, port, fingerprint, credentials: null }, tools.signal);
    await followNode(tools, link, seen);
  } catch (error) {
    if (!(error instanceof FailureError) || !passing.includes(error.failure.code)) throw error;
  } finally {
    link?.close();
  }
}
