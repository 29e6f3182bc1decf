/** How a sweep watches the network that it walks through. */
import { expect, test } from 'vitest';
import { createFakeProber, type FakeHost, type FakeNetwork } from '../../../test/fakes/discovery/prober.ts';
import { createFakeClock } from '../../../test/fakes/fake-clock.ts';
import { runSweep, type SweepRun } from './run-sweep.ts';
import type { Touch } from './sweep-ports.ts';

const GATEWAY = '10.20.9.1';
const addresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `10.20.${Math.floor(index / 250)}.${(index % 250) + 1}`);

function begin(
  count: number,
  change: Partial<SweepRun> = {},
  there: Readonly<Record<string, FakeHost>> = {},
) {
  const clock = createFakeClock(0);
  const hosts = new Map<string, FakeHost>([
    [GATEWAY, { outcome: 'closed', rttMs: 2 }],
    ...Object.entries(there),
  ]);
  const network: FakeNetwork = {};
  const prober = createFakeProber(clock, hosts, network);
  const touches: Touch[] = [];
  const done = runSweep(
    {
      ...{ addresses: addresses(count), port: 50_000, perSecond: 100, gateway: GATEWAY, ...change },
      onTouch: (touch) => touches.push(touch),
    },
    { clock, prober, random: () => 0.5 },
    new AbortController().signal,
  );
  const asked = (address: string): number => prober.probed.filter((each) => each.address === address).length;
  return { clock, hosts, network, prober, touches, done, asked };
}
const node = (rttMs = 3): FakeHost => ({ outcome: 'open', rttMs });
const settled = async (clock: ReturnType<typeof createFakeClock>, done: Promise<unknown>): Promise<void> => {
  let isDone = false;
  void done.finally(() => {
    isDone = true;
  });
  for (let passed = 0; !isDone && passed < 600_000; passed += 100) await clock.advance(100);
};

test('the gateway and known nodes are asked before the sweep, and again every 500 addresses or 5 s', async () => {
  const { clock, done, asked, touches } = begin(
    1500,
    { known: ['10.20.8.1'], perSecond: 250 },
    { '10.20.8.1': node() },
  );
  await settled(clock, done);
  expect(await done).toEqual({ ending: 'complete', doubtful: [], canaries: 2 });
  // Three times for its usual time, twice in between, and once at the end.
  expect([asked(GATEWAY), asked('10.20.8.1')]).toEqual([6, 4]);
  const canaries = touches.filter(({ purpose }) => purpose === 'canary');
  expect(canaries.length).toBe(10);
  expect(new Set(canaries.map(({ address }) => address))).toEqual(new Set([GATEWAY, '10.20.8.1']));
});

test('a slow sweep asks them every 5 s', async () => {
  const { clock, done, prober } = begin(500, { perSecond: 25 });
  await settled(clock, done);
  const times = prober.probed.filter(({ address }) => address === GATEWAY).map(({ atMs }) => atMs);
  const gaps = times.slice(3).map((atMs, index) => atMs - (times[index + 2] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(5200);
});

test('a gateway or node that was asked as canary is not asked again as an address of the range', async () => {
  const { clock, done, prober, asked } = begin(
    20,
    { gateway: '10.20.0.1', known: ['10.20.0.5', '10.20.0.6'] },
    { '10.20.0.1': { outcome: 'closed', rttMs: 2 }, '10.20.0.5': node() },
  );
  await settled(clock, done);
  expect(await done).toMatchObject({ canaries: 2 });
  expect(new Set(prober.probed.map(({ address }) => address)).size).toBe(20);
  expect(asked('10.20.0.6')).toBe(1);
});

test('who does not answer at the start is no canary, and without one that is said', async () => {
  const { clock, done, asked } = begin(600, { gateway: '10.20.9.7' });
  await settled(clock, done);
  expect(await done).toEqual({ ending: 'complete', doubtful: [], canaries: 0 });
  expect(asked('10.20.9.7')).toBe(1);
});

test('a node found on the way becomes a canary', async () => {
  const { clock, done, asked } = begin(
    1200,
    { gateway: null, look: async () => true },
    { '10.20.0.3': node() },
  );
  await settled(clock, done);
  expect(await done).toMatchObject({ ending: 'complete', canaries: 1 });
  expect(asked('10.20.0.3')).toBeGreaterThan(2);
});

test('what was silent while the network was down is asked again, slower, and found', async () => {
  const { clock, hosts, network, done, touches, prober } = begin(1000);
  const live = ['10.20.1.100', '10.20.1.160', '10.20.3.30'];
  for (const address of live) hosts.set(address, node());
  await clock.advance(3000);
  network.isDown = true;
  await clock.advance(3500);
  network.isDown = false;
  await settled(clock, done);
  expect(await done).toEqual({ ending: 'complete', doubtful: [], canaries: 1 });
  const found = touches.filter(({ outcome }) => outcome === 'open');
  expect(found.map(({ address }) => address).sort()).toEqual(live);
  const again = touches.filter(({ attempt, purpose }) => attempt === 2 && purpose === 'range');
  expect(again.length).toBeGreaterThan(100);
  expect(again.length).toBeLessThan(600);
  expect(again.some(({ address }) => address === '10.20.1.100')).toBe(true);
  // Halved once for the loss, and once for asking again.
  const [one, other] = prober.probed.slice(-4, -2);
  expect((other?.atMs ?? 0) - (one?.atMs ?? 0)).toBeGreaterThanOrEqual(40);
});

test('a network that stays silent stops it within 15 s, and says which addresses are in doubt', async () => {
  const { clock, network, done, touches, prober } = begin(4000, { known: [] });
  await clock.advance(6000);
  network.isDown = true;
  const sinceMs = clock.now();
  await settled(clock, done);
  const result = await done;
  expect(result.ending).toBe('canary-lost');
  expect((prober.probed.at(-1)?.atMs ?? 0) - sinceMs).toBeLessThan(15_000);
  const askedDown = touches.filter(({ atMs, purpose }) => atMs >= sinceMs && purpose === 'range');
  expect(new Set(result.doubtful)).toEqual(
    new Set([...result.doubtful, ...askedDown.map(({ address }) => address)]),
  );
});

test('one node that is unplugged while others answer costs one pass more, not the sweep', async () => {
  const there = { '10.20.8.1': node() };
  const { clock, hosts, done, touches } = begin(3000, { known: ['10.20.8.1'], perSecond: 250 }, there);
  await clock.advance(3000);
  hosts.delete('10.20.8.1');
  await settled(clock, done);
  expect(await done).toMatchObject({ ending: 'complete', doubtful: [] });
  expect(touches.filter(({ attempt }) => attempt === 2).length).toBeLessThan(1500);
});

test('a gateway that becomes ten times slower slows the sweep down, and stops it when it stays so', async () => {
  const { clock, hosts, done, prober } = begin(4000);
  await clock.advance(6000);
  hosts.set(GATEWAY, { outcome: 'closed', rttMs: 300 });
  await settled(clock, done);
  expect(await done).toMatchObject({ ending: 'gateway-slow' });
  expect(prober.probed.length).toBeLessThan(2000);
});

test('a middlebox that accepts every address is noticed after a few, and the sweep stops', async () => {
  const looked: string[] = [];
  const { clock, network, done, prober } = begin(4000, {
    look: async (address) => {
      looked.push(address);
      await clock.wait(5000);
      return false;
    },
  });
  network.elsewhere = node();
  await settled(clock, done);
  expect(await done).toMatchObject({ ending: 'answers-for-everything' });
  expect(prober.probed.length).toBeLessThan(40);
  expect(looked.length).toBeLessThan(40);
});

test('a rack full of nodes is no middlebox', async () => {
  const { clock, network, done, touches } = begin(60, {
    look: async () => {
      await clock.wait(2000);
      return true;
    },
  });
  network.elsewhere = node();
  await settled(clock, done);
  expect(await done).toMatchObject({ ending: 'complete' });
  expect(touches.filter(({ outcome, purpose }) => outcome === 'open' && purpose === 'range').length).toBe(60);
});
