/** Sleep, cables and adapters: each ends with a right list within 10 s, without a restart. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  beaconOf,
  createDiscoveryBench,
  type DiscoveryBench,
  macOf,
  uuidOf,
} from '../../test/fakes/discovery/bench.ts';
import type { NetworkInterface } from './discovery-ports.ts';

let bench: DiscoveryBench;
beforeEach(async () => {
  bench = createDiscoveryBench();
  bench.put(1);
  bench.put(2, {}, '10.20.4.120');
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  bench.mdns.announce(beaconOf(2, { addresses: ['10.20.4.120'] }));
  await bench.clock.advance(30_000);
  expect(list()).toEqual(both);
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const list = () => bench.discovery.book.all().map(({ address, answer }) => `${address} ${answer}`);
const both = ['10.20.4.11 waiting', '10.20.4.120 waiting'];
const eth0 = (): NetworkInterface => {
  const [first] = bench.world.interfaces;
  if (first === undefined) throw new Error('no interface');
  return first;
};
const pull = () => {
  for (const machine of bench.neighbours.machines.values()) machine.state = 'off';
  for (const name of [beaconOf(1).name, beaconOf(2).name]) bench.mdns.unplug(name);
};
const plug = () => {
  for (const machine of bench.neighbours.machines.values()) machine.state = 'maintenance';
};

test('the laptop slept while a node moved, one went and one came', async () => {
  bench.neighbours.machines.clear();
  bench.put(1, {}, '10.20.4.180');
  bench.put(3, {}, '10.20.4.130');
  bench.table.put('10.20.4.180', macOf(1));
  bench.mdns.withdraw(beaconOf(1).name);
  bench.mdns.unplug(beaconOf(2).name);
  bench.discovery.refreshOnResume();
  bench.mdns.announce(beaconOf(3, { addresses: ['10.20.4.130'] }));
  await bench.clock.advance(10_000);
  expect(list()).toEqual(['10.20.4.130 waiting', '10.20.4.180 waiting']);
  expect(bench.discovery.book.get(`uuid:${uuidOf(2)}`).presence).toBe('gone');
});

test('the cable is pulled: within 10 s nobody is there, with the reason; plugged again, everybody is', async () => {
  const before = eth0();
  pull();
  bench.world.interfaces = [{ ...before, address: '', subnets: [], used: false, why: 'down' }];
  await bench.clock.advance(10_000);
  expect(list()).toEqual([]);
  const around = await bench.settle(
    bench.handlers['discovery.surroundings']({}, new AbortController().signal),
  );
  expect(around).toMatchObject({ diagnosis: [{ code: 'cable-out', facts: { interfaces: 'eth0' } }] });

  await bench.clock.advance(600_000);
  plug();
  bench.world.interfaces = [before];
  await bench.clock.advance(10_000);
  expect(list()).toEqual(both);
});

test('the cable is pulled for a moment only: nobody leaves', async () => {
  pull();
  await bench.clock.advance(1500);
  plug();
  for (let passedMs = 0; passedMs < 20_000; passedMs += 500) {
    expect(list()).toEqual(both);
    await bench.clock.advance(500);
  }
});

test('the cable moves to another adapter in another network: the list is that of the new one', async () => {
  const before = eth0();
  bench.neighbours.machines.clear();
  for (const name of [beaconOf(1).name, beaconOf(2).name]) bench.mdns.unplug(name);
  bench.put(4, {}, '10.30.4.14');
  bench.world.interfaces = [
    { ...before, address: '', subnets: [], used: false, why: 'down' },
    { ...before, name: 'eth1', address: '10.30.4.200', subnets: ['10.30.4.200/24'] },
  ];
  bench.mdns.announce(beaconOf(4, { interfaceName: 'eth1', addresses: ['10.30.4.14'] }));
  await bench.clock.advance(10_000);
  expect(list()).toEqual(['10.30.4.14 waiting']);
  bench.mdns.setHearing([]);
  const around = await bench.settle(
    bench.handlers['discovery.surroundings']({}, new AbortController().signal),
  );
  expect(around).toMatchObject({
    diagnosis: [
      { code: 'other-network', facts: { here: '10.30.4.0/24', lab: '10.20.4.0/24' } },
      { code: 'cable-out' },
    ],
  });
});

test('another adapter has the address of the first: what was reached by its link alone is gone with it', async () => {
  const before = eth0();
  const ipv6 = { zone: 'eth0', addresses: [], subnets: [] };
  bench.world.interfaces = [{ ...before, ipv6 }];
  const machine = bench.put(1);
  bench.neighbours.machines.set('[fe80::11%eth0]:50000', machine);
  bench.mdns.announce(beaconOf(1, { addresses: ['10.20.4.11', 'fe80::11%eth0'] }));
  await bench.clock.advance(10_000);
  expect(bench.discovery.book.get(`uuid:${uuidOf(1)}`).places.map(({ answer }) => answer)).toEqual([
    ...['waiting', 'waiting'],
  ]);

  machine.state = 'off';
  bench.mdns.unplug(beaconOf(1).name);
  bench.world.interfaces = [
    { ...before, name: 'eth1', ipv6: { ...ipv6, zone: 'eth1' } },
    { ...before, address: '', subnets: [], used: false, why: 'down' },
  ];
  await bench.clock.advance(10_000);
  expect(list()).toEqual(['10.20.4.120 waiting']);
});
