import { beforeEach, expect, test } from 'vitest';
import { stepLimits } from '../../shared/domain/provisioning/step-limits.ts';
import { readyPlatform } from '../../test/fakes/provisioning/platform-status.ts';
import {
  createProvisioningBench,
  failureOf,
  type ProvisioningBench,
} from '../../test/fakes/provisioning/provisioning-bench.ts';

const never = new AbortController().signal;
const MINUTE_MS = 60_000;
let bench: ProvisioningBench;
beforeEach(() => {
  bench = createProvisioningBench();
});
const resume = (number = 1) =>
  bench.engine.handlers['provisioning.resume']({ nodeId: bench.idOf(number) }, never);

test('an apply whose answer is lost is not repeated when the node took it', async () => {
  bench.machines.node(1).habits.loseApplyAnswer = 'taken';
  await bench.start(1);
  await bench.until(1, 'done');
  expect(bench.machines.node(1).taken).toHaveLength(1);
});

test('an apply that never arrived is repeated', async () => {
  const { habits, taken } = bench.machines.node(1);
  habits.loseApplyAnswer = 'lost';
  await bench.start(1);
  await bench.clock.advance(5_000);
  expect(bench.view(1)).toMatchObject({ at: 'apply', waitingFor: { reason: 'no-answer' } });
  expect(taken).toEqual([]);
  habits.loseApplyAnswer = null;
  await bench.until(1, 'done');
  expect(taken).toHaveLength(1);
});

test('a node that never answers an apply stops within the stated limit', async () => {
  bench = createProvisioningBench(1, { ...stepLimits, apply: { limitMs: MINUTE_MS } });
  bench.machines.node(1).habits.loseApplyAnswer = 'lost';
  await bench.start(1);
  const { stepStartedAtMs, endedAtMs, failure } = await bench.until(1, 'stopped');
  expect(failure).toMatchObject({ code: 'node-unreachable' });
  expect((endedAtMs ?? 0) - stepStartedAtMs).toBeLessThanOrEqual(1.1 * MINUTE_MS);
});

test('a node that is unplugged before the apply stops at once, and goes on when it is back', async () => {
  await bench.plan(1);
  const { habits } = bench.machines.node(1);
  const planHash = (await bench.plan(1)).hash;
  habits.closed = true;
  await bench.engine.handlers['provisioning.start']({ nodeId: bench.idOf(1), planHash }, never);
  expect(await bench.until(1, 'stopped')).toMatchObject({
    stoppedAt: 'apply',
    failure: { code: 'node-unreachable' },
  });
  habits.closed = false;
  await resume();
  await bench.until(1, 'done');
  expect(bench.machines.node(1).taken).toHaveLength(1);
});

test('a failed installation is named as such, not waited out', async () => {
  bench.machines.node(1).habits.installFails = true;
  await bench.start(1);
  const stopped = await bench.until(1, 'stopped');
  expect(stopped).toMatchObject({ stoppedAt: 'reconnect', failure: { code: 'install-failed' } });
  expect((stopped.endedAtMs ?? 0) - stopped.startedAtMs).toBeLessThan(2 * MINUTE_MS);
});

test('a node that does not come back stops after its limit, and Continue finds it when it is', async () => {
  bench.machines.node(1).habits.stuckAfterReboot = true;
  await bench.start(1);
  const stopped = await bench.until(1, 'stopped');
  expect(stopped).toMatchObject({ stoppedAt: 'reconnect', failure: { code: 'did-not-come-back' } });
  expect((stopped.endedAtMs ?? 0) - stopped.stepStartedAtMs).toBeLessThan(16 * MINUTE_MS);
  bench.machines.node(1).habits.stuckAfterReboot = false;
  await resume();
  const done = await bench.until(1, 'done');
  expect(done.steps.filter(({ step }) => step === 'reconnect')).toHaveLength(1);
  expect(bench.ops.map(({ kind, body }) => [kind, body.step])).toContainEqual([
    'provision.stopped',
    'reconnect',
  ]);
});

test('a node whose clock is wrong says so while the bootstrap waits', async () => {
  const { habits } = bench.machines.node(1);
  habits.timeNotInSync = true;
  await bench.start(1);
  await bench.until(1, 'bootstrap');
  await bench.clock.advance(30_000);
  expect(bench.view(1).waitingFor).toEqual({ reason: 'not-yet', detail: 'time is not in sync yet' });
  expect(await bench.until(1, 'stopped')).toMatchObject({
    stoppedAt: 'bootstrap',
    failure: { code: 'bootstrap-refused', facts: { detail: 'time is not in sync yet' } },
  });
  habits.timeNotInSync = false;
  await resume();
  await bench.until(1, 'done');
  expect(bench.machines.node(1).bootstraps).toBe(1);
});

test('a cluster that somebody bootstrapped already is done, not an error', async () => {
  await bench.start(1);
  await bench.until(1, 'bootstrap');
  bench.machines.node(1).habits.timeNotInSync = true;
  await bench.clock.advance(20_000);
  bench.machines.node(1).habits.timeNotInSync = false;
  bench.machines.node(1).bootstrap();
  await bench.until(1, 'done');
  expect(bench.machines.node(1).bootstraps).toBe(1);
});

test('a node that never gets ready stops with what it lacks', async () => {
  bench.machines.node(1).habits.neverReady = true;
  await bench.start(1);
  expect(await bench.until(1, 'stopped')).toMatchObject({
    stoppedAt: 'health',
    failure: { code: 'not-healthy-in-time', facts: { unmet: ['services: etcd not healthy'] } },
    healthy: false,
  });
});

test.each([
  ['Kubernetes', { nodesReady: ['another'] }, 'not-healthy-in-time'],
  ['Flux', { flux: { ready: false, revision: null, message: 'no artifact' } }, 'flux-not-ready'],
  ['the tunnel', { tunnel: { ready: false, message: '0 of 1 agents' } }, 'tunnel-not-ready'],
])(
  'a platform in which %s is not ready stops with that, and goes on when it is',
  async (_name, part, code) => {
    bench.platform.state = { ...readyPlatform('lab-edge-01'), ...part };
    await bench.start(1);
    expect(await bench.until(1, 'stopped')).toMatchObject({ stoppedAt: 'platform', failure: { code } });
    bench.platform.state = readyPlatform('lab-edge-01');
    await resume();
    await bench.until(1, 'done');
  },
);

test('a Kubernetes API that comes and goes is only waited for', async () => {
  bench.platform.state = null;
  await bench.start(1);
  await bench.until(1, 'platform');
  await bench.clock.advance(5 * MINUTE_MS);
  expect(bench.view(1)).toMatchObject({ at: 'platform', waitingFor: { reason: 'kubernetes' } });
  bench.platform.state = readyPlatform('lab-edge-01');
  await bench.until(1, 'done');
});

test('a full disk under the journal stops the flow with that reason, and nothing was done unwritten', async () => {
  const plan = await bench.plan(1);
  await bench.engine.handlers['provisioning.start']({ nodeId: bench.idOf(1), planHash: plan.hash }, never);
  bench.store.isFull = true;
  await bench.clock.advance(10_000);
  expect(bench.view(1)).toMatchObject({ at: 'stopped', stoppedAt: 'apply', failure: { code: 'disk-full' } });
  expect(bench.engine.stageOf(bench.idOf(1))).toBe('stopped');
  expect(bench.machines.node(1).taken).toEqual([]);
  bench.store.isFull = false;
  await resume();
  await bench.until(1, 'done');
  expect(bench.machines.node(1).taken).toHaveLength(1);
});

test('another machine at the planned address is not taken for the node', async () => {
  bench = createProvisioningBench(3);
  await bench.start(1);
  await bench.until(1, 'reconnect');
  bench.machines.node(1).habits.closed = true;
  bench.machines.impersonate(3, 1);
  await bench.clock.advance(2 * MINUTE_MS);
  expect(bench.view(1)).toMatchObject({
    at: 'reconnect',
    waitingFor: { reason: 'other-machine', detail: '7KX2-0933' },
  });
});

test('a machine without a flow cannot be continued', async () => {
  expect(await failureOf(() => resume())).toMatchObject({ code: 'node-unknown' });
});

test('a flow that is done stays done when it is continued', async () => {
  await bench.start(1);
  await bench.until(1, 'done');
  const before = bench.ops.length;
  await resume();
  await bench.clock.advance(10_000);
  expect(bench.view(1).at).toBe('done');
  expect(bench.ops).toHaveLength(before);
});

test('three machines at once: one bootstrap, and all of them done', async () => {
  bench = createProvisioningBench(3);
  bench.addWorkerSlot(3);
  bench.platform.state = readyPlatform('lab-edge-01', 'lab-edge-02', 'lab-edge-03');
  await Promise.all([bench.start(3), bench.start(2), bench.start(1)]);
  for (const number of [1, 2, 3]) await bench.until(number, 'done');
  expect(bench.machines.nodes.map(({ bootstraps }) => bootstraps)).toEqual([1, 0, 0]);
  expect(bench.log.bugs).toEqual([]);
});
