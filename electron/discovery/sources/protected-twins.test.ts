import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConsoleReading } from '../../../shared/domain/serial/serial-port.ts';
import {
  beaconOf,
  createDiscoveryBench,
  type DiscoveryBench,
  macOf,
} from '../../../test/fakes/discovery/bench.ts';

/** A protected device speaks IPv6 too. The pack knows its IPv4 address, and it must not be asked by any other. */
let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
  const { pack } = bench.world;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: ['10.20.4.13'] };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
  bench.world.interfaces = bench.world.interfaces.map((each) => ({
    ...each,
    ipv6: { zone: 'eth0', addresses: ['fe80::77%eth0'], subnets: [] },
  }));
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const typed = (text: string) => bench.settle(bench.handlers['discovery.addTyped']({ typed: text }, never));
const touched = () => [
  ...bench.neighbours.looks.map(({ place }) => place),
  ...bench.prober.probed.map(({ address }) => address),
];
const nothingRead: ConsoleReading = {
  ...{ addresses: [], fingerprint: null, hostname: null, talosVersion: null, uuid: null, stage: null },
  ...{ isHalted: false, siderolink: false, errors: [], readAtMs: null },
};
const isIpv6 = (place: string) => place.includes('fe80');

test('a beacon that names a protected address beside one of IPv6 is asked at neither', async () => {
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(3, { addresses: ['10.20.4.13', 'fe80::13%eth0'] }));
  await bench.clock.advance(300_000);
  bench.mdns.withdraw(beaconOf(3).name);
  await bench.clock.advance(300_000);
  expect(touched().filter((place) => isIpv6(place) || place.includes('.13'))).toEqual([]);
});

test('nor is one whose console prints both, not at once and not later by a light connect', async () => {
  bench.discovery.startListening();
  const addresses = ['10.20.4.13', 'fe80::13%eth0'];
  bench.discovery.noteConsole('/dev/ttyUSB0', { ...nothingRead, addresses });
  await bench.clock.advance(300_000);
  expect(touched().filter(isIpv6)).toEqual([]);
});

test('nor by its typed or listed IPv6 address, when the neighbour table shows whose that is', async () => {
  bench.table.put('10.20.4.13', macOf(3));
  bench.table.put('fe80::13%eth0', macOf(3));
  bench.discovery.startListening();
  await bench.clock.advance(1000);
  expect(await typed('fe80::13%eth0')).toBe('address-excluded');
  // Made of the MAC: the table need not know it.
  expect(await typed('fe80::aa:ff:fe00:13%eth0')).toBe('address-excluded');
  expect(await typed('::ffff:10.20.4.13')).toBe('address-excluded');
  const run = { signal: never, report: () => {}, pointOfNoReturn: () => {} };
  const text = 'fe80::13%eth0\n::ffff:10.20.4.13\n10.20.4.13';
  expect(await bench.settle(bench.handlers['discovery.addList']({ text }, run))).toMatchObject({
    rows: [{ outcome: 'excluded' }, { outcome: 'excluded' }, { outcome: 'excluded' }],
  });
  expect(touched().filter((place) => isIpv6(place) || place.includes('.13'))).toEqual([]);
  bench.put(1, {}, 'fe80::11%eth0');
  expect(await typed('fe80::11%eth0')).toMatchObject({ answer: 'waiting' });
});

test('a node that turns out to have a protected address is left alone from then on, by liveness too', async () => {
  bench.put(3, {}, 'fe80::13%eth0');
  bench.discovery.startListening();
  expect(await typed('fe80::13%eth0')).toMatchObject({ answer: 'waiting' });
  bench.table.put('10.20.4.13', macOf(3));
  bench.table.put('fe80::13%eth0', macOf(3));
  await bench.clock.advance(20_000);
  const { length } = touched();
  await bench.clock.advance(300_000);
  expect(touched().slice(length).filter(isIpv6)).toEqual([]);
});
