import type { Failure } from '../../failure/failure.ts';
import type { ProvisionFlow, StepVisit } from './provision-flow.ts';

/** The steps a person sees, in order. */
export const provisionSteps = [
  'review',
  'apply',
  'install',
  'reconnect',
  'bootstrap',
  'health',
  'platform',
  'done',
] as const;
export type ProvisionStep = (typeof provisionSteps)[number];

/** Everything that a step may wait for; keys the words `provisioning.waiting.<reason>`. */
export const waitReasons = [
  'control-plane',
  'no-answer',
  'still-installing',
  'maintenance-again',
  'other-machine',
  'not-yet',
  'unmet',
  'kubernetes',
  'flux',
  'tunnel',
] as const;

/** What a step that waits is waiting for. */
export interface ProvisionWait {
  readonly reason: (typeof waitReasons)[number];
  /** In the words of whatever is waited for; empty when it says nothing. */
  readonly detail: string;
}

/** What the page shows of one node's provisioning. */
export interface ProvisionView {
  readonly nodeId: string;
  readonly slotId: string;
  readonly label: string;
  readonly at: ProvisionStep | 'stopped';
  /** The step it stopped at, when stopped. */
  readonly stoppedAt: ProvisionStep | null;
  readonly failure: Failure | null;
  readonly planHash: string;
  readonly startedAtMs: number;
  readonly stepStartedAtMs: number;
  readonly endedAtMs: number | null;
  readonly steps: readonly {
    readonly step: ProvisionStep;
    readonly startedAtMs: number;
    readonly tookMs: number | null;
  }[];
  /** The last lines the node itself reported, newest last, at most 200. */
  readonly lines: readonly ProvisionLine[];
  readonly healthy: boolean;
  /** Absent or null while the step works or the node is silent about what it lacks. */
  readonly waitingFor?: ProvisionWait | null;
}

export interface ProvisionLine {
  readonly atMs: number;
  readonly text: string;
}

/** Lines of one node that a view carries. */
export const LINE_LIMIT = 200;

/** The view of a flow. `halted` is a failure outside of the flow, such as a full disk under its journal. */
export function viewOf(
  flow: ProvisionFlow,
  lines: readonly ProvisionLine[],
  { waitingFor, halted }: { readonly waitingFor: ProvisionWait | null; readonly halted: Failure | null },
): ProvisionView {
  const { plan, trail, startedAtMs } = flow;
  const active = flow.at === 'stopped' ? flow.resume.at : flow.at;
  const isStopped = flow.at === 'stopped' || halted !== null;
  return {
    nodeId: plan.nodeId,
    slotId: plan.slotId,
    label: plan.label,
    at: isStopped ? 'stopped' : flow.at,
    stoppedAt: isStopped ? active : null,
    failure: flow.at === 'stopped' ? flow.failure : halted,
    planHash: plan.hash,
    startedAtMs,
    stepStartedAtMs: trail.at(-1)?.startedAtMs ?? startedAtMs,
    endedAtMs: flow.at === 'done' || flow.at === 'stopped' ? flow.endedAtMs : null,
    steps: stepRows(workedIn(flow.at === 'stopped' ? flow.resume : flow, trail)),
    lines: lines.slice(-LINE_LIMIT),
    healthy: flow.at === 'done',
    waitingFor: isStopped ? null : waitingFor,
  };
}

/** The visits without a step in which this node had no part: only the first control plane starts the cluster. */
function workedIn(
  flow: Exclude<ProvisionFlow, { at: 'stopped' }>,
  trail: readonly StepVisit[],
): readonly StepVisit[] {
  const isFounder = !('bootstrap' in flow) || flow.bootstrap !== 'not-needed';
  return isFounder ? trail : trail.filter(({ step }) => step !== 'bootstrap');
}

/** One row per step, in the order of the first visit; a step that was resumed counts only the time it worked. */
function stepRows(trail: readonly StepVisit[]): ProvisionView['steps'] {
  const steps = [...new Set(trail.map(({ step }) => step))];
  return steps.map((step) => {
    const visits = trail.filter((visit) => visit.step === step);
    const open = visits.some(({ endedAtMs }) => endedAtMs === null);
    const tookMs = visits.reduce((sum, visit) => sum + (visit.endedAtMs ?? 0) - visit.startedAtMs, 0);
    return { step, startedAtMs: visits[0]?.startedAtMs ?? 0, tookMs: open ? null : tookMs };
  });
}
