import { beforeEach, expect, test } from 'vitest';
import {
  createProvisioningBench,
  failureOf,
  type ProvisioningBench,
} from '../../test/fakes/provisioning/provisioning-bench.ts';

const never = new AbortController().signal;
let bench: ProvisioningBench;
beforeEach(() => {
  bench = createProvisioningBench();
});

test('a plan names the disk, what stands on it, and what the node says to it, and shows no secret', async () => {
  const plan = await bench.plan(1);
  expect(plan).toMatchObject({
    slotId: 'edge-01',
    label: 'LAB-EDGE-01',
    hostname: 'lab-edge-01',
    role: 'controlplane',
    talosVersion: 'v1.13.9',
    address: '10.20.4.11/24',
    disk: { devPath: '/dev/nvme0n1', serial: 'S64ANX0T123451', oldData: ['lvm2-pv nvme0n1p1'] },
    dryRun: { accepted: true },
    fingerprint: bench.machines.node(1).fingerprint(0),
  });
  expect(plan.dryRun.text).toContain('hostname');
  expect(JSON.stringify(plan)).not.toContain('very-secret');
  expect((await bench.plan(1)).hash).toBe(plan.hash);
  expect(bench.machines.node(1).taken).toEqual([]);
});

test('a whole control plane from plan to done: each step once in the log, and the node has the config of the plan', async () => {
  const started = await bench.start(1);
  expect(started).toMatchObject({ at: 'apply', failure: null });
  const done = await bench.until(1, 'done');
  expect(done).toMatchObject({ healthy: true, failure: null, stoppedAt: null, waitingFor: null });
  expect(done.steps.map(({ step }) => step)).toEqual([
    ...['review', 'apply', 'install', 'reconnect', 'bootstrap', 'health', 'platform', 'done'],
  ]);
  expect(done.steps.every(({ tookMs }) => tookMs !== null && tookMs >= 0)).toBe(true);
  expect(done.lines.map(({ text }) => text)).toEqual([
    'install sequence start',
    'task install start',
    'phase reboot start',
  ]);
  const machine = bench.machines.node(1);
  expect(machine.taken).toHaveLength(1);
  expect(machine.bootstraps).toBe(1);
  expect(machine.address).toBe('10.20.4.11');
  expect(bench.ops.map(({ kind, body }) => [kind, body.step])).toEqual([
    ['provision.planned', undefined],
    ...['apply', 'install', 'reconnect', 'bootstrap', 'health', 'platform'].map((step) => [
      'provision.step',
      step,
    ]),
    ['provision.done', undefined],
  ]);
  expect(bench.ops.every(({ agg }) => agg === `node:${bench.idOf(1)}`)).toBe(true);
  expect(JSON.stringify(bench.ops)).not.toContain('very-secret');
  expect(bench.log.bugs).toEqual([]);
  expect(bench.engine.stageOf(bench.idOf(1))).toBe('provisioned');
});

test('a worker started first waits for its control plane and says for which', async () => {
  await bench.start(2);
  await bench.until(2, 'reconnect');
  await bench.clock.advance(20 * 60_000);
  expect(bench.view(2)).toMatchObject({
    at: 'reconnect',
    waitingFor: { reason: 'control-plane', detail: 'LAB-EDGE-01' },
  });
  await bench.start(1);
  await bench.until(1, 'done');
  expect(await bench.until(2, 'done')).toMatchObject({ healthy: true });
  expect(bench.machines.node(2).bootstraps).toBe(0);
});

test('nothing can be planned or started for a machine that is not identified', async () => {
  const plan = await bench.plan(1);
  bench.unidentify(1);
  expect(await failureOf(bench.plan(1))).toMatchObject({ code: 'not-identified' });
  await bench.restart();
  const input = { nodeId: bench.idOf(1), planHash: plan.hash };
  expect(
    await failureOf(async () => bench.engine.handlers['provisioning.start'](input, never)),
  ).toMatchObject({
    code: 'not-identified',
  });
  expect(bench.machines.node(1).taken).toEqual([]);
});

test('a machine that was identified by its serial number alone is neither planned nor started', async () => {
  const plan = await bench.plan(1);
  bench.lockBySerialAlone(1);
  expect(await failureOf(bench.plan(1))).toMatchObject({ code: 'not-identified' });
  // Not by the plan either that was made while it was locked three ways.
  const input = { nodeId: bench.idOf(1), planHash: plan.hash };
  const start = async () => bench.engine.handlers['provisioning.start'](input, never);
  expect(await failureOf(start)).toMatchObject({ code: 'not-identified' });
  expect(bench.machines.node(1).taken).toEqual([]);
});

test('a start with another hash than the plan shown is refused, also after a restart of the engine', async () => {
  await bench.plan(1);
  const start = async () =>
    bench.engine.handlers['provisioning.start']({ nodeId: bench.idOf(1), planHash: 'f'.repeat(64) }, never);
  expect(await failureOf(start)).toMatchObject({ code: 'plan-changed' });
  await bench.restart();
  expect(await failureOf(start)).toMatchObject({ code: 'plan-changed' });
  expect(bench.ops).toEqual([]);
});

test('a second start, a plan and a resume are refused while a flow runs', async () => {
  await bench.start(1);
  const nodeId = bench.idOf(1);
  const planHash = bench.view(1).planHash;
  expect(await failureOf(bench.plan(1))).toEqual({ code: 'busy', facts: { what: 'LAB-EDGE-01' } });
  expect(
    await failureOf(async () => bench.engine.handlers['provisioning.start']({ nodeId, planHash }, never)),
  ).toMatchObject({ code: 'busy' });
  expect(
    await failureOf(async () => bench.engine.handlers['provisioning.resume']({ nodeId }, never)),
  ).toMatchObject({ code: 'busy' });
  await bench.until(1, 'done');
});

test('two starts in the same moment start one flow', async () => {
  const plan = await bench.plan(1);
  await bench.restart();
  const start = async () =>
    bench.engine.handlers['provisioning.start']({ nodeId: bench.idOf(1), planHash: plan.hash }, never);
  const results = await Promise.allSettled([start(), start()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await bench.until(1, 'done');
  expect(bench.machines.node(1).taken).toHaveLength(1);
});

test('a node that refuses the config shows that in its plan, and the plan cannot be started', async () => {
  bench.machines.node(1).habits.refuseConfig = 'machine.type: unknown value';
  const plan = await bench.plan(1);
  expect(plan.dryRun).toEqual({ accepted: false, text: 'machine.type: unknown value' });
  expect(await failureOf(bench.start(1))).toEqual({
    code: 'node-refused-config',
    facts: { node: 'LAB-EDGE-01', detail: 'machine.type: unknown value' },
  });
});

test('a disk that disappears between plan and apply stops before anything is sent', async () => {
  bench.machines.node(1).habits.diskDisappears = 'S64ANX0T123451';
  await bench.start(1);
  expect(await bench.until(1, 'stopped')).toMatchObject({
    stoppedAt: 'apply',
    failure: { code: 'disk-missing', facts: { node: 'LAB-EDGE-01' } },
  });
  expect(bench.machines.node(1).taken).toEqual([]);
  expect(bench.ops.map(({ kind }) => kind)).toEqual(['provision.planned', 'provision.stopped']);
  expect(bench.engine.stageOf(bench.idOf(1))).toBe('stopped');
});

test('a pack that changes after the plan stops the apply', async () => {
  const plan = await bench.plan(1);
  const [template] = bench.pack.templates;
  bench.pack = {
    ...bench.pack,
    templates: [{ talosVersion: 'v1.13', text: template?.text.replace('debug: false', 'debug: true') ?? '' }],
  };
  await bench.engine.handlers['provisioning.start']({ nodeId: bench.idOf(1), planHash: plan.hash }, never);
  expect(await bench.until(1, 'stopped')).toMatchObject({ failure: { code: 'plan-changed' } });
  expect(bench.machines.node(1).taken).toEqual([]);
});

test('a node with another certificate than the identified one is not touched', async () => {
  await bench.plan(1);
  bench.machines.node(1).habits.newCertificateEachConnection = true;
  expect(await failureOf(bench.plan(1))).toMatchObject({ code: 'certificate-changed' });
});

test('news come at most ten times a second, and the last change is always told', async () => {
  await bench.start(1);
  await bench.until(1, 'done');
  const told = bench.announced();
  await bench.clock.advance(1000);
  const seconds = (bench.view(1).endedAtMs ?? 0) - bench.view(1).startedAtMs;
  expect(told).toBeLessThanOrEqual(seconds / 100 + 2);
  expect(bench.announced() - told).toBeLessThanOrEqual(1);
});
