import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createDiscoveryBench,
  type DiscoveryBench,
  macOf,
  uuidOf,
} from '../../../test/fakes/discovery/bench.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
  const pack = bench.world.pack;
  if (pack === null) throw new Error('no pack');
  // The plan knows the machine of its first slot by its MAC.
  const slots = pack.slots.map((slot, index) => (index === 0 ? { ...slot, macs: [macOf(1)] } : slot));
  bench.world.pack = { ...pack, slots };
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const answers = () => bench.discovery.book.all().map(({ address, answer }) => [address, answer]);
const looks = () => [...new Set(bench.neighbours.looks.map(({ place }) => place))];
const ask = (typed: string) => bench.settle(bench.handlers['discovery.addTyped']({ typed }, never));
const look = () => bench.settle(bench.handlers['discovery.surroundings']({}, never));
const exclude = (...addresses: string[]) => {
  const pack = bench.world.pack;
  if (pack === null) throw new Error('no pack');
  const sweep = { ...pack.network.sweep, exclude: addresses };
  bench.world.pack = { ...pack, network: { ...pack.network, sweep } };
};

test('a planned machine that DHCP put elsewhere is found by its MAC', async () => {
  bench.put(1, {}, '10.20.4.150');
  bench.table.put('10.20.4.150', macOf(1));
  bench.discovery.startListening();
  await bench.clock.advance(1000);
  expect(bench.discovery.book.all()).toMatchObject([
    { id: `uuid:${uuidOf(1)}`, address: '10.20.4.150', answer: 'waiting', sources: ['node', 'neighbour'] },
  ]);
});

test('a node that moves while we listen is found where it is now', async () => {
  bench.discovery.startListening();
  bench.put(2, {}, '10.20.4.130');
  await ask('10.20.4.130');
  bench.neighbours.machines.delete('10.20.4.130:50000');
  bench.put(2, {}, '10.20.4.160');
  bench.table.put('10.20.4.160', macOf(2));
  await bench.clock.advance(30_000);
  expect(answers()).toEqual([['10.20.4.160', 'waiting']]);
});

test('a neighbour whose MAC nobody planned is counted and never asked, however long it stands there', async () => {
  for (let index = 0; index < 50; index++)
    bench.table.put(`10.20.4.${60 + index}`, `02:de:00:00:00:${(index + 16).toString(16)}`);
  bench.discovery.startListening();
  await bench.clock.advance(600_000);
  expect(looks()).toEqual([]);
  expect(new Set(bench.prober.probed.map(({ address }) => address))).toEqual(
    new Set(['10.20.4.11', '10.20.4.12']),
  );
  expect(await look()).toMatchObject({ interfaces: [{ name: 'eth0', neighbours: 50 }] });
});

test('when a known machine has no IPv4 address that works, its link-local neighbour is asked', async () => {
  const [eth0] = bench.world.interfaces;
  if (eth0 === undefined) throw new Error('no interface');
  const ipv6 = { zone: 'eth0', addresses: ['fe80::77%eth0'], subnets: [] };
  bench.world.interfaces = [{ ...eth0, ipv6 }];
  bench.put(1, {}, 'fe80::11%eth0');
  bench.table.put('fe80::11', macOf(1));
  bench.table.put('fe80::99', '02:de:00:00:00:99');
  bench.discovery.startListening();
  await bench.clock.advance(1000);
  expect(answers()).toEqual([['fe80::11%eth0', 'waiting']]);
  expect(looks()).toEqual(['[fe80::11%eth0]:50000']);
});

test('a machine that the pack protects by its IPv4 address is not asked by IPv6 either', async () => {
  const [eth0] = bench.world.interfaces;
  if (eth0 === undefined) throw new Error('no interface');
  bench.world.interfaces = [{ ...eth0, ipv6: { zone: 'eth0', addresses: [], subnets: [] } }];
  exclude('10.20.4.150');
  bench.table.put('10.20.4.150', macOf(1));
  bench.table.put('fe80::11', macOf(1));
  bench.discovery.startListening();
  await bench.clock.advance(300_000);
  expect(looks()).toEqual([]);
});

test('a router that answers for a whole range with a planned MAC does not make us ask the range', async () => {
  for (let index = 0; index < 100; index++) bench.table.put(`10.20.4.${100 + index}`, macOf(1));
  bench.discovery.startListening();
  await bench.clock.advance(100_000);
  expect(looks().length).toBeLessThanOrEqual(4);
  expect(await look()).toMatchObject({
    diagnosis: [{ code: 'answers-for-everything', facts: { mac: macOf(1), addresses: 100 } }],
  });
});

test('a node that answers for a whole range of its neighbours fills neither book nor list', async () => {
  bench.put(1);
  bench.discovery.startListening();
  await ask('10.20.4.11');
  for (let index = 0; index < 2000; index++)
    bench.table.put(`10.20.${5 + (index >> 8)}.${index & 255}`, macOf(1));
  await bench.clock.advance(60_000);
  expect(answers()).toEqual([['10.20.4.11', 'waiting']]);
  expect(bench.discovery.book.all()[0]?.places.length).toBeLessThanOrEqual(20);
  expect(bench.store.sightings.all('st-anna').length).toBeLessThanOrEqual(30);
  expect(looks()).toEqual(['10.20.4.11:50000']);
});

test('silent, it is asked again every two minutes; the table is read every 15 s', async () => {
  bench.table.put('10.20.4.150', macOf(1));
  bench.discovery.startListening();
  await bench.clock.advance(599_000);
  expect(bench.neighbours.looks.length).toBe(5);
  expect(bench.table.readsAtMs.length).toBe(40);
});

test('after sleep, and when a person asks a node again, the table is read at once', async () => {
  bench.put(2);
  bench.discovery.startListening();
  await ask('10.20.4.12');
  await bench.clock.advance(5000);
  const reads = bench.table.readsAtMs.length;
  bench.discovery.refreshOnResume();
  await bench.clock.advance(100);
  expect(bench.table.readsAtMs.length).toBe(reads + 1);
  await bench.settle(bench.handlers['discovery.refresh']({ nodeId: `uuid:${uuidOf(2)}` }, never));
  await bench.clock.advance(100);
  expect(bench.table.readsAtMs.length).toBe(reads + 2);
});

test('a table that cannot be read is told, and stops nothing else', async () => {
  bench.table.isUnreadable = true;
  bench.put(1);
  bench.discovery.startListening();
  await bench.clock.advance(60_000);
  expect(answers()).toEqual([['10.20.4.11', 'waiting']]);
  expect(await look()).toMatchObject({ failures: [{ code: 'neighbours-unreadable' }] });
  expect(bench.log.lines.filter(({ event }) => event === 'neighbours not read').length).toBe(1);
});

test('two machines that take turns at one address are a conflict; one that was exchanged is none', async () => {
  bench.discovery.startListening();
  const take = async (mac: string) => {
    bench.table.put('10.20.4.50', mac);
    await bench.clock.advance(15_000);
  };
  await take('02:de:00:00:00:01');
  await take('02:de:00:00:00:02');
  await take('02:de:00:00:00:02');
  expect(await look()).toMatchObject({ diagnosis: [{ code: 'nobody-answers' }] });
  await take('02:de:00:00:00:01');
  expect(await look()).toMatchObject({
    diagnosis: [
      {
        code: 'address-conflict',
        facts: { address: '10.20.4.50', macs: '02:de:00:00:00:01, 02:de:00:00:00:02' },
      },
    ],
  });
});
