import { expect, test } from 'vitest';
import { samplePlan } from '../../../test/fakes/provisioning/sample-plan.ts';
import type { Failure } from '../../failure/failure.ts';
import { LINE_LIMIT, viewOf } from './flow-view.ts';
import { advance, beginFlow, type FlowEvent, type ProvisionFlow, type StepEvent } from './provision-flow.ts';

const failure: Failure = { code: 'node-unreachable', facts: { address: '127.77.0.11' } };
const reached = { address: '127.77.0.11', port: 50_000, fingerprint: 'f' };
const events: readonly StepEvent[] = [
  { type: 'approved' },
  { type: 'sending' },
  { type: 'applied' },
  { type: 'restarted' },
  { type: 'reconnected', reached },
  { type: 'bootstrapped', result: 'done' },
  { type: 'healthy' },
  { type: 'ready', revision: 'v1@sha256:0' },
  { type: 'failed', failure },
  { type: 'resumed' },
];
/** The one event that leads out of each step, and where it leads. */
const wayOn: Readonly<Record<string, readonly [StepEvent['type'], string]>> = {
  review: ['approved', 'apply'],
  apply: ['applied', 'install'],
  install: ['restarted', 'reconnect'],
  reconnect: ['reconnected', 'bootstrap'],
  bootstrap: ['bootstrapped', 'health'],
  health: ['healthy', 'platform'],
  platform: ['ready', 'done'],
};

const begun = () => beginFlow('flow-1', samplePlan(), 1000);
const stamped = (flow: ProvisionFlow, event: StepEvent, atMs = 2000): FlowEvent => ({
  ...event,
  flowId: flow.flowId,
  attempt: flow.attempt,
  atMs,
});
const run = (types: readonly StepEvent['type'][]): ProvisionFlow => {
  let flow: ProvisionFlow = begun();
  for (const [index, type] of types.entries()) {
    const event = events.find((each) => each.type === type);
    if (event === undefined) throw new Error(`no event ${type}`);
    flow = advance(flow, stamped(flow, event, 2000 + index * 1000));
  }
  return flow;
};

test('every event in every reachable state to depth nine: only the way on, stop and resume lead anywhere', () => {
  const signature = (flow: ProvisionFlow) =>
    flow.at === 'stopped'
      ? `stopped at ${flow.resume.at}`
      : `${flow.at}${'sent' in flow && flow.sent ? ' sent' : ''}`;
  let frontier: readonly ProvisionFlow[] = [begun()];
  const reachable = new Set(frontier.map(signature));
  for (let depth = 1; depth <= 9; depth += 1) {
    const next = new Map<string, ProvisionFlow>();
    for (const flow of frontier) {
      for (const event of events) {
        const after = advance(flow, stamped(flow, event));
        assertStep(flow, event, after);
        if (after !== flow) next.set(`${signature(after)} ${after.attempt}`, after);
      }
    }
    frontier = [...next.values()];
    for (const flow of frontier) reachable.add(signature(flow));
  }
  const steps = Object.keys(wayOn);
  expect([...reachable].sort()).toEqual(
    ['apply sent', 'done', ...steps, ...steps.map((step) => `stopped at ${step}`)].sort(),
  );
});

function assertStep(flow: ProvisionFlow, event: StepEvent, after: ProvisionFlow): void {
  expect([after === flow ? 'nothing' : after.at, after.attempt]).toEqual(expected(flow, event));
}

/** Written down independently of `advance`: where an event leads, and in which attempt. */
function expected(flow: ProvisionFlow, event: StepEvent): readonly [string, number] {
  const nothing = ['nothing', flow.attempt] as const;
  if (flow.at === 'done') return nothing;
  if (flow.at === 'stopped') {
    return event.type === 'resumed' ? [flow.resume.at, flow.attempt + 1] : nothing;
  }
  if (event.type === 'failed') return ['stopped', flow.attempt];
  if (flow.at === 'apply' && event.type === 'sending') return flow.sent ? nothing : ['apply', flow.attempt];
  const [type, target] = wayOn[flow.at] ?? ['', ''];
  return event.type === type ? [target, flow.attempt] : nothing;
}

test('a late event of an earlier attempt or of another flow changes nothing', () => {
  const stopped = run(['approved', 'failed']);
  const again = advance(stopped, stamped(stopped, { type: 'resumed' }));
  expect(again).toMatchObject({ at: 'apply', attempt: 2 });
  expect(advance(again, { ...stamped(again, { type: 'applied' }), attempt: 1 })).toBe(again);
  expect(advance(again, { ...stamped(again, { type: 'applied' }), flowId: 'flow-0' })).toBe(again);
});

test('a stop remembers that the config went out, so that resuming looks before it sends again', () => {
  const stopped = run(['approved', 'sending', 'failed']);
  expect(advance(stopped, stamped(stopped, { type: 'resumed' }))).toMatchObject({ at: 'apply', sent: true });
});

test('the view of a finished flow has a duration for every step and is healthy', () => {
  const flow = run([
    'approved',
    'sending',
    'applied',
    'restarted',
    'reconnected',
    'bootstrapped',
    'healthy',
    'ready',
  ]);
  const view = viewOf(flow, [], { waitingFor: null, halted: null });
  expect(view.steps.map(({ step, tookMs }) => [step, tookMs])).toEqual([
    ['review', 1000],
    ['apply', 2000],
    ['install', 1000],
    ['reconnect', 1000],
    ['bootstrap', 1000],
    ['health', 1000],
    ['platform', 1000],
    ['done', 0],
  ]);
  expect(view).toMatchObject({ at: 'done', stoppedAt: null, failure: null, healthy: true, endedAtMs: 9000 });
});

test('a stopped flow shows where and why, and time spent stopped does not count for the step', () => {
  const stopped = run(['approved', 'failed']);
  expect(viewOf(stopped, [], { waitingFor: null, halted: null })).toMatchObject({
    at: 'stopped',
    stoppedAt: 'apply',
    failure,
    healthy: false,
    endedAtMs: 3000,
  });
  const resumed = advance(stopped, stamped(stopped, { type: 'resumed' }, 60_000));
  const on = advance(resumed, stamped(resumed, { type: 'applied' }, 62_000));
  const { steps } = viewOf(on, [], { waitingFor: null, halted: null });
  expect(steps.find(({ step }) => step === 'apply')).toEqual({
    step: 'apply',
    startedAtMs: 2000,
    tookMs: 1000 + 2000,
  });
});

test('a journal that cannot be written shows as stopped at the step it is at', () => {
  const halted: Failure = { code: 'disk-full', facts: { path: '/data' } };
  const view = viewOf(run(['approved']), [], {
    waitingFor: { reason: 'no-answer', detail: '' },
    halted,
  });
  expect(view).toMatchObject({ at: 'stopped', stoppedAt: 'apply', failure: halted, waitingFor: null });
});

test('a view carries the newest lines only', () => {
  const lines = Array.from({ length: LINE_LIMIT + 5 }, (_, atMs) => ({ atMs, text: `line ${atMs}` }));
  const view = viewOf(begun(), lines, { waitingFor: null, halted: null });
  expect(view.lines).toHaveLength(LINE_LIMIT);
  expect(view.lines.at(-1)?.text).toBe(`line ${LINE_LIMIT + 4}`);
});
