import { describe, expect, test } from 'vitest';
import {
  createProvisioningBench,
  type ProvisioningBench,
} from '../../test/fakes/provisioning/provisioning-bench.ts';

/** Everything that the log must hold at the end, once each. */
const story = ['provision.planned', ...Array<string>(6).fill('provision.step'), 'provision.done'] as const;
/** Writes of one whole flow: two for each state with ops, one for `sending`. */
const WRITES = 15;

async function startUnlessKilled(bench: ProvisioningBench): Promise<void> {
  // A kill in the very first write is met by whoever asked to start.
  await bench.start(1).catch(() => undefined);
}

async function expectWhole(bench: ProvisioningBench): Promise<void> {
  const done = await bench.until(1, 'done', 20 * 60_000);
  const machine = bench.machines.node(1);
  expect(done).toMatchObject({ healthy: true, failure: null });
  expect(machine.taken).toHaveLength(1);
  expect(machine.bootstraps).toBe(1);
  expect(bench.ops.map(({ kind }) => kind)).toEqual(story);
  const steps = bench.ops.flatMap(({ body }) => (body.step === undefined ? [] : [body.step]));
  expect(steps).toEqual(['apply', 'install', 'reconnect', 'bootstrap', 'health', 'platform']);
}

test('a flow writes its journal as often as these tests kill it', async () => {
  const bench = createProvisioningBench();
  bench.killAt(Number.POSITIVE_INFINITY, 'before');
  await bench.start(1);
  await expectWhole(bench);
  expect(bench.writes()).toBe(WRITES);
});

describe.each([0, 45_000, 10 * 60_000])('an engine that is away for %i ms', (downMs) => {
  const points = Array.from({ length: WRITES }, (_, index) => index + 1).flatMap((write) => [
    [write, 'before'] as const,
    [write, 'after'] as const,
  ]);
  test.each(points)(
    'killed at write %i, %s it is on disk: goes on, and nothing is done twice',
    async (write, moment) => {
      const bench = createProvisioningBench();
      bench.killAt(write, moment);
      await startUnlessKilled(bench);
      for (let second = 0; second < 120; second += 1) await bench.clock.advance(1000);
      await bench.restart(downMs);
      const list = await bench.engine.handlers['provisioning.list']({}, new AbortController().signal);
      if (list.length === 0) await bench.start(1);
      await expectWhole(bench);
    },
  );
});

test('an engine that is stopped in every second of the way still gets there', async () => {
  const bench = createProvisioningBench();
  await bench.start(1);
  for (let second = 0; second < 200 && bench.view(1).at !== 'done'; second += 1) {
    await bench.clock.advance(1000);
    if (second % 2 === 1) await bench.restart();
  }
  await expectWhole(bench);
});

test('a lid that is closed for a night is not counted as waiting', async () => {
  const bench = createProvisioningBench();
  bench.machines.node(1).habits.stuckAfterReboot = true;
  await bench.start(1);
  await bench.until(1, 'reconnect');
  bench.sleep(9 * 3_600_000);
  await bench.clock.advance(60_000);
  expect(bench.view(1).at).toBe('reconnect');
  bench.machines.node(1).habits.stuckAfterReboot = false;
  await expectWhole(bench);
});
