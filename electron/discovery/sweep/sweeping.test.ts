import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SweepAuthority, SweepProgress } from '../../../shared/domain/discovery/sweep-report.ts';
import {
  createDiscoveryBench,
  type DiscoveryBench,
  plannedMachine,
  uuidOf,
} from '../../../test/fakes/discovery/bench.ts';

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

const begin = (range: string, authority: SweepAuthority | null = null) =>
  bench.handlers['discovery.sweep'](
    { range, authority },
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
const allow = (range: string) => {
  const { pack } = bench.world;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, allow: [range] };
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
  expect(report).toMatchObject({
    ...{ touched: 12, answered: 3, nodes: 2, known: 0, stopped: false, ending: 'complete', doubtful: 0 },
    // The two nodes; the gateway does not answer here.
    canaries: 2,
  });
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
      perSecond: 100,
      paceReason: 'clinical',
      reference: null,
      doubtful: 0,
    },
  });
  expect(op?.body.answered).toEqual(['10.20.4.11', '10.20.4.12', '10.20.4.13']);
  expect([...new Set(touched)].sort()).toEqual([...((op?.body.touched ?? []) as readonly string[])].sort());
  for (const address of ['10.20.4.0', '10.20.4.9', '10.20.4.4', '10.20.4.5'])
    expect(touched).not.toContain(address);
});

test('planned addresses and known nodes come first', async () => {
  put(1);
  await bench.settle(begin('10.20.4.0/26'));
  // First the gateway, as a canary.
  const order = bench.prober.probed.map(({ address }) => address);
  expect(order.slice(0, 3)).toEqual(['10.20.4.1', '10.20.4.11', '10.20.4.12']);
});

test('the pace is what the person set, and the progress says how long it takes', async () => {
  bench.world.pace = 'gentle';
  const began = bench.clock.now();
  await bench.settle(begin('10.20.4.0/26'));
  // 63 addresses at 25 a second, and the wait for the last.
  expect(bench.clock.now() - began).toBeGreaterThan(2400);
  // The gateway was asked before, as a canary.
  expect(reports[0]).toEqual({ done: 1, total: 62, answered: 0, leftMs: 2440, perSecond: 25 });
  expect(reports.at(-1)).toMatchObject({ done: 62, total: 62, answered: 0, leftMs: 0 });
});

test.each([
  ['10.21.0.0/24', 'sweep-not-allowed'],
  ['everything', 'address-unreadable'],
])('%s is refused before anything is touched: %s', async (range, code) => {
  expect(await bench.settle(begin(range))).toBe(code);
  expect([bench.prober.probed, bench.ops]).toEqual([[], []]);
});

test.each([104, 9100, 502])('port %d, where fragile devices listen, is never swept', async (port) => {
  const { pack } = bench.world;
  if (pack === null) throw new Error('no pack');
  bench.world.pack = { ...pack, network: { ...pack.network, sweep: { ...pack.network.sweep, port } } };
  expect(await bench.settle(begin('10.20.4.0/28'))).toBe('sweep-not-allowed');
  expect(bench.prober.probed).toEqual([]);
});

test('a stop while open addresses are still looked at does not wait for them', async () => {
  // It connects, and then says nothing: a look has five seconds of patience.
  bench.hosts.set('10.20.4.11', { outcome: 'open', rttMs: 2 });
  const sweeping = begin('10.20.4.8/29');
  await bench.clock.advance(2000);
  expect(reports.at(-1)).toMatchObject({ leftMs: 0 });
  const stoppedMs = bench.clock.now();
  stop.abort(new Error('stopped by a person'));
  expect(await sweeping).toMatchObject({ ending: 'complete', answered: 1, nodes: 0 });
  expect(bench.clock.now()).toBe(stoppedMs);
  await bench.clock.advance(10_000);
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
  expect(report).toMatchObject({ ending: 'stopped', touched: bench.prober.probed.length });
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

test('the forecast says what it would do, how fast and why, and touches nothing', async () => {
  protect(['10.20.4.9', '10.20.4.64/26']);
  const forecast = bench.handlers['discovery.forecastSweep'];
  expect(await bench.settle(forecast({ range: '10.20.4.0-10.20.4.127' }, stop.signal))).toEqual({
    ...{ range: '10.20.4.0/25', addresses: 62, excluded: 65, known: 0, port: 50_000 },
    ...{ perSecond: 100, paceReason: 'clinical', takesMs: 1520, needsAuthority: false },
  });
  bench.world.pace = 'gentle';
  expect(await bench.settle(forecast({ range: '10.20.4.0/25' }, stop.signal))).toMatchObject({
    ...{ perSecond: 25, paceReason: 'gentle', takesMs: 3380 },
  });
  expect([bench.prober.probed, bench.ops]).toEqual([[], []]);
});

test('a wide sweep starts only with the reference and the range typed again, and keeps them', async () => {
  allow('10.20.0.0/16');
  bench.world.interfaces = bench.world.interfaces.map((each) => ({ ...each, subnets: ['10.20.4.200/16'] }));
  const range = '10.20.0.0/18';
  const forecast = bench.handlers['discovery.forecastSweep'];
  expect(await bench.settle(forecast({ range }, stop.signal))).toMatchObject({ needsAuthority: true });
  expect(await bench.settle(begin(range))).toBe('sweep-unauthorised');
  expect(await bench.settle(begin(range, { reference: 'CHG-7', typedRange: '10.20.0.0/19' }))).toBe(
    'sweep-unauthorised',
  );
  expect(await bench.settle(begin('10.0.0.0/15', { reference: 'CHG-7', typedRange: '10.0.0.0/15' }))).toBe(
    'sweep-not-allowed',
  );
  expect([bench.prober.probed, bench.ops]).toEqual([[], []]);
  const sweeping = begin(range, { reference: ' CHG-7\n', typedRange: '10.20.0.0-10.20.63.255' });
  await bench.clock.advance(2000);
  stop.abort(new Error('stopped by a person'));
  const { sweepId } = await sweeping;
  expect(bench.ops).toMatchObject([{ body: { range, reference: 'CHG-7', ending: 'stopped' } }]);
  expect(bench.handlers['discovery.sweeps']({}, stop.signal)).toMatchObject([
    { sweepId, range, reference: 'CHG-7', ending: 'stopped' },
  ]);
  const exported = bench.handlers['discovery.exportSweep'];
  expect(await bench.settle(exported({ sweepId, path: '/tmp/log.csv' }, stop.signal))).toEqual({
    ...{ path: '/tmp/log.csv', signaturePath: '/tmp/log.csv.minisig', publicKeyPath: '/tmp/log.csv.pub' },
  });
  const log = bench.exports.files.get('/tmp/log.csv') ?? '';
  for (const line of ['# reference: CHG-7', '# sent from: 10.20.4.200', '# program: Rounds 1.2.3'])
    expect(log.split('\r\n')).toContain(line);
  bench.exports.full = true;
  expect(await bench.settle(exported({ sweepId, path: '/tmp/other.csv' }, stop.signal))).toBe(
    'sweep-log-unwritable',
  );
  expect([bench.exports.files.size, bench.exports.drafts]).toEqual([3, 0]);
});

test('where a node has just answered nothing is asked but as a canary, and it counts as found', async () => {
  put(1);
  put(2);
  const first = await bench.settle(begin('10.20.4.0/28'));
  expect(first).toMatchObject({ answered: 2, nodes: 2, known: 0, touched: 15 });
  const before = bench.prober.probed.length;
  expect(await bench.settle(begin('10.20.4.0/28'))).toMatchObject({
    ...{ answered: 2, nodes: 2, known: 2, touched: 15, canaries: 2 },
  });
  const again = bench.prober.probed.slice(before).map(({ address }) => address);
  expect(again.filter((address) => address === '10.20.4.11').length).toBe(2);
});

test('neither a protected gateway nor a protected node is a canary', async () => {
  put(1);
  await bench.settle(begin('10.20.4.0/28'));
  protect(['10.20.4.1', '10.20.4.11']);
  bench.world.gateways.set('eth0', '10.20.4.1');
  const before = bench.prober.probed.length;
  expect(await bench.settle(begin('10.20.4.0/28'))).toMatchObject({ canaries: 0, touched: 13 });
  const asked = bench.prober.probed.slice(before).map(({ address }) => address);
  expect(asked.filter((address) => ['10.20.4.1', '10.20.4.11'].includes(address))).toEqual([]);
});

test('this laptop’s own address is never asked', async () => {
  await bench.settle(begin('10.20.4.192/28'));
  expect(bench.prober.probed.map(({ address }) => address)).not.toContain('10.20.4.200');
});

test('what answers for everything makes no nodes and is forgotten', async () => {
  for (let host = 1; host < 127; host++) {
    bench.hosts.set(`10.20.4.${host}`, { outcome: 'open', rttMs: 2 });
    bench.neighbours.machines.set(`10.20.4.${host}:50000`, plannedMachine(3, { state: 'not-talos' }));
  }
  const report = await bench.settle(begin('10.20.4.0/25'));
  expect(report).toMatchObject({ ending: 'answers-for-everything', stopped: true, nodes: 0 });
  await bench.clock.advance(60_000);
  expect(bench.discovery.book.all()).toEqual([]);
  expect(bench.ops).toMatchObject([{ body: { ending: 'answers-for-everything' } }]);
});
