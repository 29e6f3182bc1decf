import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  beaconOf,
  createDiscoveryBench,
  type DiscoveryBench,
  plannedMachine,
  uuidOf,
} from '../../test/fakes/discovery/bench.ts';
import { sampleFingerprint } from '../../test/fakes/discovery/lab-neighbours.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const put = (number: number, change = {}) => {
  const machine = plannedMachine(number, change);
  bench.neighbours.machines.set(`10.20.4.1${number}:50000`, machine);
  return machine;
};
const nodes = () => bench.discovery.book.all();
const answers = () => nodes().map(({ address, answer }) => [address, answer]);
const foundOps = () => bench.ops.filter(({ kind }) => kind === 'node.found').map(({ agg }) => agg);

test('each node is found once on record, however often it is seen, also over a restart', async () => {
  put(1);
  put(2);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  bench.mdns.announce(beaconOf(2));
  await bench.clock.advance(60_000);
  await bench.restart();
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(60_000);
  expect(foundOps()).toEqual([`node:uuid:${uuidOf(1)}`, `node:uuid:${uuidOf(2)}`]);
  expect(bench.ops[0]?.body).toMatchObject({
    serial: '7KX2-0931',
    answer: 'waiting',
    talosVersion: 'v1.13.9',
  });
});

test('a node that could not be recorded on a full disk is in the list, and recorded when there is room', async () => {
  put(1);
  bench.world.diskFull = true;
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  expect([answers(), foundOps()]).toEqual([[['10.20.4.11', 'waiting']], []]);
  bench.world.diskFull = false;
  await bench.clock.advance(25_000);
  expect(foundOps()).toEqual([`node:uuid:${uuidOf(1)}`]);
});

test('a machine set up by somebody else, one of ours, one that is no node: each is told apart', async () => {
  put(1, { state: 'configured', ca: 'another' });
  put(2, { state: 'configured', ca: bench.world.pack?.cluster.talosCa });
  put(3, { state: 'not-talos' });
  for (const number of [1, 2, 3])
    await bench.settle(bench.handlers['discovery.addTyped']({ typed: `10.20.4.1${number}` }, never));
  expect(answers()).toEqual([
    ['10.20.4.11', 'foreign'],
    ['10.20.4.12', 'ours'],
    ['10.20.4.13', 'not-talos'],
  ]);
  await bench.restart();
  // What is no lab node is not on record as one; what was found in the last moment is.
  expect(foundOps()).toEqual(['node:addr:10.20.4.11:50000', `node:uuid:${uuidOf(2)}`]);
});

test('a typed name is looked up, a typed address is asked, and where nobody is there is no node', async () => {
  put(1);
  bench.world.names.set('lab-edge-01', '10.20.4.11');
  const typed = (text: string) => bench.settle(bench.handlers['discovery.addTyped']({ typed: text }, never));
  expect(await typed(' Lab-Edge-01 ')).toMatchObject({ id: `uuid:${uuidOf(1)}`, sources: ['node', 'typed'] });
  expect(await typed('10.20.4.11:50000')).toMatchObject({ id: `uuid:${uuidOf(1)}` });
  expect(await typed('10.20.4.99')).toBe(null);
  expect(await typed('no-such-name')).toBe('address-unreadable');
  expect(await typed('10.20.4.999')).toBe('address-unreadable');
  expect(nodes().length).toBe(1);
});

test('a protected address is never touched: not when typed, not when a beacon names it', async () => {
  const pack = bench.world.pack;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: ['10.20.4.13'] };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
  put(3);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(3));
  expect(await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.20.4.13' }, never))).toBe(
    'address-excluded',
  );
  await bench.clock.advance(60_000);
  expect(bench.neighbours.looks).toEqual([]);
});

test('where only some interfaces were chosen, nothing is asked beyond their links', async () => {
  const [eth0] = bench.world.interfaces;
  if (eth0 === undefined) throw new Error('no interface');
  const radio = {
    ...eth0,
    name: 'wlan0',
    subnets: ['10.99.0.2/24'],
    used: false,
    why: 'not-chosen',
  } as const;
  bench.world.interfaces = [eth0, radio];
  expect(await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.99.0.7' }, never))).toBe(
    'no-interface',
  );
  expect(bench.neighbours.looks).toEqual([]);
});

test('the page is told at most ten times a second', async () => {
  bench.discovery.startListening();
  for (let index = 0; index < 50; index++) {
    bench.mdns.announce(beaconOf(1, { name: `many-${index}`, addresses: [`10.20.4.${100 + index}`] }));
    await bench.clock.advance(20);
  }
  await bench.clock.advance(2000);
  const gaps = bench.news.slice(1).map((time, index) => time - (bench.news[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
});

test('what was seen before is in the list after a restart, and is asked again at once', async () => {
  put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  await bench.restart();
  expect(nodes()).toMatchObject([{ id: `uuid:${uuidOf(1)}`, serial: { value: '7KX2-0931' } }]);
  const before = bench.neighbours.looks.length;
  bench.discovery.startListening();
  await bench.clock.advance(100);
  expect(bench.neighbours.looks.length).toBe(before + 1);
});

test('asking a node again tells what it says now; one that is not known cannot be asked', async () => {
  const machine = put(1);
  await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.20.4.11' }, never));
  machine.state = 'booting';
  const again = (nodeId: string) => bench.settle(bench.handlers['discovery.refresh']({ nodeId }, never));
  expect(await again(`uuid:${uuidOf(1)}`)).toMatchObject({
    answer: 'closed',
    serial: { value: '7KX2-0931' },
  });
  expect(await again('addr:10.20.4.11:50000')).toMatchObject({ id: `uuid:${uuidOf(1)}` });
  expect(await again('uuid:nobody')).toBe('node-unknown');
});

test('a waiting node is reached by the certificate it showed, ours by the client certificate of the pack', async () => {
  const machine = put(1);
  await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.20.4.11' }, never));
  const { book } = bench.discovery;
  expect(book.target(`uuid:${uuidOf(1)}`)).toEqual({
    address: '10.20.4.11',
    port: 50_000,
    fingerprint: sampleFingerprint('cert1'),
    credentials: null,
  });
  machine.state = 'configured';
  machine.ca = bench.world.pack?.cluster.talosCa ?? null;
  await bench.settle(bench.discovery.lookAgain(`uuid:${uuidOf(1)}`));
  const cluster = bench.world.pack?.cluster;
  expect(book.target(`uuid:${uuidOf(1)}`)).toEqual({
    address: '10.20.4.11',
    port: 50_000,
    fingerprint: null,
    credentials: { ca: cluster?.talosCa, certificate: cluster?.adminCertificate, key: cluster?.adminKey },
  });
  expect(() => book.target('uuid:nobody')).toThrow('FIND-005');
});

test('what a node became since it was last asked is known before it is reached', async () => {
  const machine = put(1);
  await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.20.4.11' }, never));
  machine.state = 'configured';
  machine.ca = bench.world.pack?.cluster.talosCa ?? null;
  const target = await bench.settle(bench.discovery.freshTarget(`uuid:${uuidOf(1)}`, never));
  expect(target).toMatchObject({ fingerprint: null, credentials: { key: expect.any(String) } });
  const stopped = bench.discovery.freshTarget(`uuid:${uuidOf(1)}`, AbortSignal.abort(new Error('stopped')));
  expect(await bench.settle(stopped.catch(String))).toBe('Error: stopped');
});
