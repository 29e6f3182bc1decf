import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SweepProgress } from '../../shared/domain/discovery/sweep-report.ts';
import {
  createDiscoveryBench,
  type DiscoveryBench,
  plannedMachine,
  uuidOf,
} from '../../test/fakes/discovery/bench.ts';

let bench: DiscoveryBench;
let stop: AbortController;
let reports: SweepProgress[];
beforeEach(() => {
  bench = createDiscoveryBench();
  stop = new AbortController();
  reports = [];
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const begin = (range: string) =>
  bench.handlers['discovery.sweep'](
    { range, authority: null },
    { signal: stop.signal, report: (progress) => void reports.push(progress), pointOfNoReturn: () => {} },
  );
const put = (number: number, change = {}) => {
  bench.neighbours.machines.set(`10.20.4.1${number}:50000`, plannedMachine(number, change));
  bench.hosts.set(`10.20.4.1${number}`, { outcome: 'open', rttMs: 2 });
};
const protect = (exclude: readonly string[]) => {
  const { pack } = bench.world;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: [...exclude] };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
};

test('a sweep finds the nodes, looks only at open ports, and is on record with every address touched', async () => {
  put(1);
  put(2);
  put(3, { state: 'not-talos' });
  bench.hosts.set('10.20.4.7', { outcome: 'closed', rttMs: 1 });
  protect(['10.20.4.9', '10.20.4.4/31']);
  const startedAt = new Date(bench.clock.now()).toISOString();
  const report = await bench.settle(begin('10.20.4.0/28'));
  expect(report).toEqual({ touched: 12, answered: 3, nodes: 2, stopped: false });
  expect(new Set(bench.neighbours.looks.map(({ place }) => place))).toEqual(
    new Set(['10.20.4.11:50000', '10.20.4.12:50000', '10.20.4.13:50000']),
  );
  const touched = bench.prober.probed.map(({ address }) => address);
  const op = bench.ops.find(({ kind }) => kind === 'sweep.performed');
  expect(op?.body).toMatchObject({
    ...{
      range: '10.20.4.0/28',
      port: 50_000,
      pace: 'normal',
      ending: 'complete',
      startedAt,
      count: 12,
      refused: 1,
    },
  });
  expect(op?.body.answered).toEqual(['10.20.4.11', '10.20.4.12', '10.20.4.13']);
  expect([...touched].sort()).toEqual([...((op?.body.touched ?? []) as readonly string[])].sort());
  for (const address of ['10.20.4.0', '10.20.4.9', '10.20.4.4', '10.20.4.5'])
    expect(touched).not.toContain(address);
});

test('planned addresses and known nodes come first', async () => {
  bench.discovery.startListening();
  put(1);
  await bench.settle(begin('10.20.4.0/26'));
  expect(bench.prober.probed.slice(0, 2).map(({ address }) => address)).toEqual(['10.20.4.11', '10.20.4.12']);
});

test('the pace is what the person set, and the progress says how long it takes', async () => {
  bench.world.pace = 'gentle';
  const began = bench.clock.now();
  await bench.settle(begin('10.20.4.0/26'));
  // 63 addresses at 25 a second, and the wait for the last.
  expect(bench.clock.now() - began).toBeGreaterThan(2400);
  expect(reports[0]).toEqual({ done: 1, total: 63, answered: 0, leftMs: 2480 });
  expect(reports.at(-1)).toEqual({ done: 63, total: 63, answered: 0, leftMs: 0 });
});

test.each([
  ['10.21.0.0/24', 'sweep-not-allowed'],
  ['everything', 'address-unreadable'],
])('%s is refused before anything is touched: %s', async (range, code) => {
  expect(await bench.settle(begin(range))).toBe(code);
  expect([bench.prober.probed, bench.ops]).toEqual([[], []]);
});

test('a range that no usable interface leads to is not swept', async () => {
  bench.world.interfaces = [];
  expect(await bench.settle(begin('10.20.4.0/28'))).toBe('no-interface');
  const elsewhere = {
    name: 'lo',
    address: '127.0.0.1',
    subnets: ['127.0.0.1/8'],
    used: true,
    why: 'used',
  } as const;
  const left = { name: 'eth0', address: '10.20.4.2', subnets: [], used: false, why: 'not-chosen' } as const;
  bench.world.interfaces = [elsewhere, left];
  expect(await bench.settle(begin('10.20.4.0/28'))).toBe('no-interface');
  expect(bench.prober.probed).toEqual([]);
});

test('two sweeps at once are refused', async () => {
  const first = begin('10.20.4.0/26');
  expect(await bench.settle(begin('10.20.4.0/28'))).toBe('busy');
  await bench.settle(first);
  expect(await bench.settle(begin('10.20.4.0/28'))).toMatchObject({ stopped: false });
});

test('a stopped sweep ends at once and is on record with what it touched', async () => {
  const sweeping = begin('10.20.4.0/25');
  await bench.clock.advance(300);
  stop.abort(new Error('stopped by a person'));
  const report = await sweeping;
  expect(report).toMatchObject({ stopped: true, nodes: 0 });
  expect(report.touched).toBe(bench.prober.probed.length);
  expect(bench.ops).toMatchObject([
    { kind: 'sweep.performed', body: { ending: 'stopped', count: report.touched } },
  ]);
});

test('a sweep that could not be recorded is recorded at the next start, once', async () => {
  put(1);
  const sweeping = begin('10.20.4.0/28');
  await bench.clock.advance(50);
  bench.world.diskFull = true;
  expect(await bench.settle(sweeping)).toBe('disk-full');
  bench.world.diskFull = false;
  await bench.restart();
  bench.discovery.startListening();
  await bench.restart();
  bench.discovery.startListening();
  const ops = bench.ops.filter(({ kind }) => kind === 'sweep.performed');
  expect(ops).toMatchObject([
    { body: { range: '10.20.4.0/28', ending: 'interrupted', answered: ['10.20.4.11'] } },
  ]);
  expect(bench.discovery.book.all()).toMatchObject([{ id: `uuid:${uuidOf(1)}`, sources: ['node', 'sweep'] }]);
});
