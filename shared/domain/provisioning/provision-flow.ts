/**
 * The flow of provisioning one node: which step it is at, what is known by then, and what an event leads to.
 * Pure and total; effects are the driver's. You want `beginFlow` and `advance`.
 */
import type { Failure } from '../../failure/failure.ts';
import type { ProvisionStep } from './flow-view.ts';
import type { ProvisionPlan } from './plan.ts';

/** One stay in a step; a step that was stopped and resumed has several. */
export interface StepVisit {
  readonly step: ProvisionStep;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
}

/** What every step knows. */
export interface FlowContext {
  readonly flowId: string;
  /** Counts resumes; an event of an earlier attempt is late and changes nothing. */
  readonly attempt: number;
  readonly plan: ProvisionPlan;
  readonly startedAtMs: number;
  readonly trail: readonly StepVisit[];
}

/** Where the configured node was met. */
export interface ReachedNode {
  readonly address: string;
  readonly port: number;
  readonly fingerprint: string;
}
/** Whether this node started the cluster's database, found it started, or has no part in it. */
export type BootstrapResult = 'done' | 'already' | 'not-needed';

type At<S extends ProvisionStep, Known = unknown> = FlowContext & { readonly at: S } & Known;

/** Each step carries exactly what is known by then, so an impossible step cannot be written down. */
export type ActiveFlow =
  | At<'review'>
  /** `sent` is written down before the config goes out: from then on the node may have it. */
  | At<'apply', { readonly sent: boolean }>
  | At<'install'>
  | At<'reconnect'>
  | At<'bootstrap', { readonly reached: ReachedNode }>
  | At<'health', { readonly reached: ReachedNode; readonly bootstrap: BootstrapResult }>
  | At<'platform', { readonly reached: ReachedNode; readonly bootstrap: BootstrapResult }>;
export type DoneFlow = At<
  'done',
  {
    readonly reached: ReachedNode;
    readonly bootstrap: BootstrapResult;
    readonly revision: string | null;
    readonly endedAtMs: number;
  }
>;
export type StoppedFlow = FlowContext & {
  readonly at: 'stopped';
  readonly resume: ActiveFlow;
  readonly failure: Failure;
  readonly endedAtMs: number;
};
export type ProvisionFlow = ActiveFlow | DoneFlow | StoppedFlow;

/** What happened in a step, as the step reports it. */
export type StepEvent =
  | { readonly type: 'approved' }
  | { readonly type: 'sending' }
  | { readonly type: 'applied' }
  | { readonly type: 'restarted' }
  | { readonly type: 'reconnected'; readonly reached: ReachedNode }
  | { readonly type: 'bootstrapped'; readonly result: BootstrapResult }
  | { readonly type: 'healthy' }
  | { readonly type: 'ready'; readonly revision: string | null }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'resumed' };
/** With whose event it is and when it happened. */
export type FlowEvent = StepEvent & {
  readonly flowId: string;
  readonly attempt: number;
  readonly atMs: number;
};

/** A flow at its first step: the plan is shown and nothing was done. */
export function beginFlow(flowId: string, plan: ProvisionPlan, atMs: number): ActiveFlow {
  const trail = [{ step: 'review', startedAtMs: atMs, endedAtMs: null }] as const;
  return { at: 'review', flowId, attempt: 1, plan, startedAtMs: atMs, trail };
}

/** An event that does not apply, is late, or is of another flow leaves the flow as it was: the same object. */
export function advance(flow: ProvisionFlow, event: FlowEvent): ProvisionFlow {
  if (event.flowId !== flow.flowId || event.attempt !== flow.attempt) return flow;
  if (flow.at === 'done') return flow;
  if (flow.at === 'stopped') return event.type === 'resumed' ? resumed(flow, event.atMs) : flow;
  if (event.type === 'failed') return stopped(flow, event.failure, event.atMs);
  return forward(flow, event);
}

function forward(flow: ActiveFlow, event: FlowEvent): ProvisionFlow {
  const known = (next: ProvisionStep) => enter(flow, next, event.atMs);
  switch (flow.at) {
    case 'review':
      return event.type === 'approved' ? { at: 'apply', ...known('apply'), sent: false } : flow;
    case 'apply':
      if (event.type === 'sending') return flow.sent ? flow : { ...flow, sent: true };
      return event.type === 'applied' ? { at: 'install', ...known('install') } : flow;
    case 'install':
      return event.type === 'restarted' ? { at: 'reconnect', ...known('reconnect') } : flow;
    case 'reconnect':
      if (event.type !== 'reconnected') return flow;
      return { at: 'bootstrap', ...known('bootstrap'), reached: event.reached };
    case 'bootstrap':
      if (event.type !== 'bootstrapped') return flow;
      return { at: 'health', ...known('health'), reached: flow.reached, bootstrap: event.result };
    case 'health':
      if (event.type !== 'healthy') return flow;
      return { at: 'platform', ...known('platform'), reached: flow.reached, bootstrap: flow.bootstrap };
    case 'platform': {
      if (event.type !== 'ready') return flow;
      const { reached, bootstrap } = flow;
      const { revision, atMs: endedAtMs } = event;
      return { at: 'done', ...known('done'), reached, bootstrap, revision, endedAtMs };
    }
  }
}

function stopped(flow: ActiveFlow, failure: Failure, atMs: number): StoppedFlow {
  const { flowId, attempt, plan, startedAtMs } = flow;
  const trail = closeLast(flow.trail, atMs);
  const resume = { ...flow, trail };
  return {
    at: 'stopped',
    flowId,
    attempt,
    plan,
    startedAtMs,
    trail,
    resume,
    failure,
    endedAtMs: atMs,
  };
}

function resumed({ resume, attempt }: StoppedFlow, atMs: number): ActiveFlow {
  const again = { step: resume.at, startedAtMs: atMs, endedAtMs: null };
  return { ...resume, attempt: attempt + 1, trail: [...resume.trail, again] };
}

/** The context with the last visit closed and the next one begun; `done` begins and ends at once. */
function enter(context: FlowContext, step: ProvisionStep, atMs: number): FlowContext {
  const { flowId, attempt, plan, startedAtMs } = context;
  const next = { step, startedAtMs: atMs, endedAtMs: step === 'done' ? atMs : null };
  return { flowId, attempt, plan, startedAtMs, trail: [...closeLast(context.trail, atMs), next] };
}

function closeLast(trail: readonly StepVisit[], atMs: number): readonly StepVisit[] {
  return trail.map((visit) => (visit.endedAtMs === null ? { ...visit, endedAtMs: atMs } : visit));
}
