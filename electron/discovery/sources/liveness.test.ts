import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  beaconOf,
  createDiscoveryBench,
  type DiscoveryBench,
  uuidOf,
} from '../../../test/fakes/discovery/bench.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const answers = () => bench.discovery.book.all().map(({ address, answer }) => [address, answer]);
const ask = (typed: string) => bench.settle(bench.handlers['discovery.addTyped']({ typed }, never));
const here = ['10.20.4.11', 'waiting'];

/** How long it takes until the list is as wanted, in steps of 100 ms. */
async function takes(isSo: () => boolean): Promise<number> {
  for (let passedMs = 0; passedMs <= 60_000; passedMs += 100) {
    if (isSo()) return passedMs;
    await bench.clock.advance(100);
  }
  throw new Error(`never so: ${JSON.stringify(answers())}`);
}

test('an unplugged node that still seems to announce itself leaves within 10 s and is back within 5, at any moment', async () => {
  const machine = bench.put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(3000);
  for (const momentMs of [0, 700, 1400, 2100, 2800, 3500]) {
    await bench.clock.advance(20_000 + momentMs);
    machine.state = 'off';
    bench.mdns.unplug(beaconOf(1).name);
    expect(await takes(() => answers().length === 0)).toBeLessThanOrEqual(10_000);
    await bench.clock.advance(momentMs);
    machine.state = 'maintenance';
    expect(await takes(() => answers()[0]?.[1] === 'waiting')).toBeLessThanOrEqual(5000);
    bench.mdns.announce(beaconOf(1));
  }
});

test('a node that never announces itself is missed and met again in the same time', async () => {
  const machine = bench.put(1);
  bench.discovery.startListening();
  await ask('10.20.4.11');
  machine.state = 'off';
  expect(await takes(() => answers().length === 0)).toBeLessThanOrEqual(10_000);
  await bench.clock.advance(300_000);
  machine.state = 'maintenance';
  expect(await takes(() => answers().length === 1)).toBeLessThanOrEqual(5000);
});

test('one lost connect drops no node, however often that happens', async () => {
  const machine = bench.put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(5000);
  for (let times = 0; times < 20; times++) {
    const before = touches('10.20.4.11');
    machine.state = 'off';
    await takes(() => touches('10.20.4.11') > before);
    machine.state = 'maintenance';
    await bench.clock.advance(5000);
    expect(answers()).toEqual([here]);
  }
});

test('a node that restarts is shown as closed, and as waiting again, within seconds', async () => {
  const machine = bench.put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(5000);
  machine.state = 'booting';
  expect(await takes(() => answers()[0]?.[1] === 'closed')).toBeLessThanOrEqual(10_000);
  machine.state = 'maintenance';
  expect(await takes(() => answers()[0]?.[1] === 'waiting')).toBeLessThanOrEqual(25_000);
});

test('when one of two addresses goes the node stays, when both go it leaves', async () => {
  const machine = bench.put(1);
  bench.neighbours.machines.set('10.20.4.111:50000', machine);
  bench.discovery.startListening();
  await ask('10.20.4.11');
  await ask('10.20.4.111');
  const both = bench.neighbours.machines;
  both.delete('10.20.4.11:50000');
  expect(await takes(() => answers()[0]?.[0] === '10.20.4.111')).toBeLessThanOrEqual(10_000);
  both.delete('10.20.4.111:50000');
  expect(await takes(() => answers().length === 0)).toBeLessThanOrEqual(10_000);
});

test('a hundred nodes are asked 16 at a time, each a few times a minute, and none is dropped', async () => {
  for (let index = 0; index < 100; index++) {
    const address = `10.20.${4 + Math.floor(index / 50)}.${20 + (index % 50)}`;
    const uuid = `${uuidOf(1).slice(0, -3)}${String(100 + index)}`;
    bench.put(1, { uuid, serial: `7KX2-${1000 + index}`, fingerprint: `${index}`, macs: [] }, address);
    bench.mdns.announce(beaconOf(1, { name: `n${index}`, addresses: [address], txt: { id: uuid } }));
  }
  bench.discovery.startListening();
  await bench.clock.advance(20_000);
  expect(answers().filter(([, answer]) => answer === 'waiting').length).toBe(100);
  const before = bench.prober.probed.length;
  await bench.clock.advance(12_000);
  const last = bench.prober.probed.slice(before);
  const gaps = new Map<string, number[]>();
  for (const { address, atMs } of last) gaps.set(address, [...(gaps.get(address) ?? []), atMs]);
  expect(gaps.size).toBeGreaterThanOrEqual(100);
  const closest = [...gaps.values()].flatMap((times) =>
    times.slice(1).map((time, at) => time - (times[at] ?? 0)),
  );
  expect(Math.min(...closest)).toBeGreaterThanOrEqual(3500);
  expect(bench.prober.busiest).toBeLessThanOrEqual(16 + 4);
  expect(answers().length).toBe(100);

  // Their switch loses its uplink: far more than the ten seconds for one, but all within half a minute.
  bench.neighbours.machines.clear();
  for (let index = 0; index < 100; index++) bench.mdns.unplug(beaconOf(1, { name: `n${index}` }).name);
  await bench.clock.advance(30_000);
  expect(answers()).toEqual([]);
}, 30_000);

test('what was found to be no node, and what is protected, is not asked again and again', async () => {
  bench.put(3, { state: 'not-talos' }, '10.20.4.77');
  bench.discovery.startListening();
  await ask('10.20.4.77');
  const [looks, probes] = [bench.neighbours.looks.length, touches('10.20.4.77')];
  await bench.clock.advance(300_000);
  expect([bench.neighbours.looks.length, touches('10.20.4.77')]).toEqual([looks, probes]);

  bench.put(1);
  await ask('10.20.4.11');
  const pack = bench.world.pack;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: ['10.20.4.11'] };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
  await bench.clock.advance(2000);
  const before = touches('10.20.4.11');
  await bench.clock.advance(60_000);
  expect(touches('10.20.4.11')).toBe(before);
});

function touches(wanted: string): number {
  return bench.prober.probed.filter(({ address }) => address === wanted).length;
}

test('a middlebox that connects and tells nothing is not asked ever faster', async () => {
  const machine = bench.put(1);
  bench.discovery.startListening();
  await ask('10.20.4.11');
  bench.neighbours.machines.delete('10.20.4.11:50000');
  bench.hosts.set('10.20.4.11', { outcome: 'open', rttMs: 1 });
  const before = bench.neighbours.looks.length;
  await bench.clock.advance(120_000);
  expect(bench.neighbours.looks.length - before).toBeLessThanOrEqual(9);
  expect(machine.state).toBe('maintenance');
});

test('a node that comes and goes is followed each time', async () => {
  const machine = bench.put(1);
  bench.discovery.startListening();
  await ask('10.20.4.11');
  for (let times = 0; times < 5; times++) {
    machine.state = 'off';
    expect(await takes(() => answers().length === 0)).toBeLessThanOrEqual(10_000);
    machine.state = 'maintenance';
    expect(await takes(() => answers().length === 1)).toBeLessThanOrEqual(5000);
  }
});

test('nobody listens, nobody is asked', async () => {
  bench.put(1);
  await ask('10.20.4.11');
  await bench.clock.advance(60_000);
  expect(bench.prober.probed).toEqual([]);
});
