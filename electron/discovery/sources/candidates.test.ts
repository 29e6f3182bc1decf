import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConsoleReading } from '../../../shared/domain/serial/serial-port.ts';
import {
  beaconOf,
  createDiscoveryBench,
  type DiscoveryBench,
  uuidOf,
} from '../../../test/fakes/discovery/bench.ts';
import { sampleFingerprint } from '../../../test/fakes/discovery/lab-neighbours.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const touched = (wanted: string) =>
  bench.prober.probed.filter(({ address }) => address === wanted).map(({ atMs }) => atMs);
const exclude = (...addresses: string[]) => {
  const pack = bench.world.pack;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: addresses };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
};

test('a node that nothing announces is found at its planned address, and known from the plan', async () => {
  bench.put(1);
  bench.discovery.startListening();
  await bench.clock.advance(3000);
  expect(bench.discovery.book.all()).toMatchObject([
    { id: `uuid:${uuidOf(1)}`, answer: 'waiting', sources: ['node', 'known'] },
  ]);
});

test('planned addresses that are silent are asked by one packet, at most once in two minutes', async () => {
  bench.discovery.startListening();
  await bench.clock.advance(600_000);
  const times = touched('10.20.4.11');
  expect(times.length).toBe(5);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(120_000);
  expect(bench.neighbours.looks).toEqual([]);
  expect(new Set(bench.prober.probed.map(({ address }) => address))).toEqual(
    new Set(['10.20.4.11', '10.20.4.12']),
  );
});

test('who announces itself is heard before anybody is asked by the plan', async () => {
  bench.put(1);
  bench.mdns.announce(beaconOf(1));
  bench.discovery.startListening();
  await bench.clock.advance(30_000);
  expect(bench.discovery.book.all()).toMatchObject([{ sources: ['node', 'mdns'] }]);
});

test('a planned address that the pack protects is never asked', async () => {
  exclude('10.20.4.11');
  bench.put(1);
  bench.discovery.startListening();
  await bench.clock.advance(600_000);
  expect([touched('10.20.4.11'), bench.neighbours.looks]).toEqual([[], []]);
});

test('after a restart nodes are asked where they were, those too that were only announced', async () => {
  bench.put(1, {}, '10.20.4.111');
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1, { addresses: ['10.20.4.111'] }));
  bench.mdns.announce(beaconOf(2, { addresses: ['10.20.4.122'] }));
  await bench.clock.advance(10_000);
  bench.mdns.withdraw(beaconOf(1).name);
  await bench.restart();
  bench.mdns.withdraw(beaconOf(2).name);
  bench.put(2, {}, '10.20.4.122');
  bench.discovery.startListening();
  await bench.clock.advance(5000);
  const answers = bench.discovery.book.all().map(({ address, answer }) => [address, answer]);
  expect(answers).toEqual([
    ['10.20.4.111', 'waiting'],
    ['10.20.4.122', 'waiting'],
  ]);
});

const nothingRead: ConsoleReading = {
  ...{ addresses: [], fingerprint: null, hostname: null, talosVersion: null, uuid: null, stage: null },
  ...{ isHalted: false, siderolink: false, errors: [], readAtMs: null },
};

test('an address that a console prints is asked at once, and its node is known by its console', async () => {
  bench.put(1, {}, '10.20.4.111');
  bench.discovery.startListening();
  bench.discovery.noteConsole('/dev/ttyUSB0', {
    ...nothingRead,
    addresses: ['10.20.4.111/24', '10.20.4.13'],
    fingerprint: sampleFingerprint('cert1'),
    uuid: uuidOf(1),
  });
  await bench.clock.advance(100);
  expect(bench.neighbours.looks.map(({ place }) => place)).toEqual(['10.20.4.111:50000', '10.20.4.13:50000']);
  expect(bench.discovery.nodeOnConsole('/dev/ttyUSB0')).toBe(`uuid:${uuidOf(1)}`);
  expect(bench.discovery.nodeOnConsole('/dev/ttyUSB1')).toBe(null);

  bench.discovery.noteConsole('/dev/ttyUSB0', nothingRead);
  expect(bench.discovery.nodeOnConsole('/dev/ttyUSB0')).toBe(null);
});

test('a protected address that a console prints is not asked', async () => {
  exclude('10.20.4.13');
  bench.discovery.startListening();
  bench.discovery.noteConsole('COM3', { ...nothingRead, addresses: ['10.20.4.13', 'not an address', ''] });
  await bench.clock.advance(300_000);
  expect([touched('10.20.4.13'), bench.neighbours.looks]).toEqual([[], []]);
});

test('a console that prints other addresses without end makes no scanner of the laptop', async () => {
  bench.discovery.startListening();
  for (let round = 0; round < 240; round++) {
    const addresses = Array.from({ length: 32 }, (_none, index) => `10.${50 + index}.7.${round}`);
    bench.discovery.noteConsole('/dev/ttyUSB0', { ...nothingRead, addresses });
    await bench.clock.advance(250);
  }
  await bench.clock.advance(5000);
  const asked = [
    ...bench.neighbours.looks.map(({ place }) => place),
    ...bench.prober.probed.map(({ address }) => address),
  ].filter((place) => place.includes('.7.'));
  expect(new Set(asked).size).toBeLessThanOrEqual(32);
  // Once it stands still, what it printed last is asked.
  await bench.clock.advance(70_000);
  expect(touched('10.50.7.239').length).toBeGreaterThan(0);
});
