import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Surroundings } from '../../shared/domain/discovery/surroundings.ts';
import { beaconOf, createDiscoveryBench, type DiscoveryBench } from '../../test/fakes/discovery/bench.ts';
import { goodHearing, noHearing } from '../../test/fakes/discovery/mdns-browser.ts';

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const look = async (): Promise<Surroundings> => {
  const found = await bench.settle(bench.handlers['discovery.surroundings']({}, never));
  if (typeof found === 'string') throw new Error(found);
  return found;
};
const codes = async () => (await look()).diagnosis.map(({ code }) => code);

test('interfaces are told with their addresses, gateway, hearing and neighbours; asking sends nothing', async () => {
  const [eth0] = bench.world.interfaces;
  if (eth0 === undefined) throw new Error('no interface');
  const ipv6 = { zone: 'eth0', addresses: ['fe80::77%eth0'], subnets: ['2001:db8::77/64'] };
  bench.world.interfaces = [
    { ...eth0, ipv6 },
    { name: 'eth1', address: '', subnets: [], used: false, why: 'down' },
  ];
  bench.world.gateways.set('eth0', '10.20.4.1');
  bench.table.put('10.20.4.1', '02:de:00:00:00:01');
  bench.table.put('fe80::1', '02:de:00:00:00:01');
  bench.table.put('10.20.4.9', '02:de:00:00:00:09');
  bench.discovery.startListening();
  expect(await look()).toMatchObject({
    ...{ isListening: true, labSubnet: '10.20.4.0/24', failures: [] },
    interfaces: [
      {
        ...{ name: 'eth0', used: true, gateway: '10.20.4.1', neighbours: 2 },
        addresses: ['10.20.4.200', 'fe80::77%eth0'],
        subnets: ['10.20.4.0/24', '2001:db8::77/64'],
        ...{ ipv4: goodHearing, ipv6: noHearing },
      },
      { name: 'eth1', used: false, why: 'down', gateway: null, neighbours: 0, ipv4: noHearing },
    ],
  });
  expect([bench.neighbours.looks, bench.prober.probed]).toEqual([[], []]);
});

test('an empty list always has its reason, from before the pack to a network without nodes', async () => {
  bench.world.pack = null;
  expect(await codes()).toEqual(['not-listening']);
  bench.world.pack = (await import('../../test/fakes/sample-pack.ts')).samplePack();
  expect(await codes()).toEqual(['not-listening']);
  bench.discovery.startListening();
  expect(await codes()).toEqual(['nobody-answers']);
  bench.put(1);
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  expect(await codes()).toEqual([]);
});

test('what multicast does is told: our own question unheard, the port taken, a flood', async () => {
  bench.discovery.startListening();
  const hears = (ipv4: typeof goodHearing) =>
    bench.mdns.setHearing([{ interfaceName: 'eth0', ipv4, ipv6: noHearing }]);
  hears({ ...goodHearing, hearsItself: 'no', packetsOfOthers: 0 });
  expect((await look()).diagnosis).toEqual([
    { code: 'multicast-blocked', facts: { interface: 'eth0', sign: 'own-question' } },
  ]);
  hears({ ...goodHearing, socket: 'one-shot', packetsDropped: 5000 });
  expect(await codes()).toEqual(['port-taken', 'flooded']);
});

test('two nodes that announce one address are a conflict; one that announces itself twice is none', async () => {
  bench.put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  bench.mdns.announce(beaconOf(1, { name: `again.${beaconOf(1).name}` }));
  await bench.clock.advance(1000);
  expect(await codes()).toEqual([]);
  bench.mdns.announce(beaconOf(2, { addresses: ['10.20.4.11'] }));
  expect((await look()).diagnosis).toEqual([{ code: 'address-conflict', facts: { address: '10.20.4.11' } }]);
});

test('a network that connects at every address is named, and fills the list with nothing', async () => {
  for (let index = 0; index < 32; index++)
    bench.hosts.set(`10.20.4.${96 + index}`, { outcome: 'open', rttMs: 1 });
  await bench.settle(
    bench.handlers['discovery.sweep'](
      { range: '10.20.4.96/27', authority: null },
      { signal: never, report: () => {}, pointOfNoReturn: () => {} },
    ),
  );
  bench.discovery.startListening();
  expect(await codes()).toContain('answers-for-everything');
  expect(bench.discovery.book.all()).toEqual([]);
});

test('a network that answers for everything is named by a pasted list too, and a real node in it is found', async () => {
  bench.put(1);
  const rows = Array.from({ length: 20 }, (_none, index) => `10.20.4.${96 + index}`);
  for (const address of rows) bench.put(2, { state: 'not-talos' }, address);
  bench.discovery.startListening();
  const run = { signal: never, report: () => {}, pointOfNoReturn: () => {} };
  const text = ['10.20.4.11', ...rows].join('\n');
  const list = await bench.settle(bench.handlers['discovery.addList']({ text }, run));
  expect(list).toMatchObject({ rows: [{ outcome: 'node' }, ...rows.map(() => ({ outcome: 'not-a-node' }))] });
  expect(await codes()).toContain('answers-for-everything');
  const waiting = bench.discovery.book.all().filter(({ answer }) => answer === 'waiting');
  expect(waiting.map(({ address }) => address)).toEqual(['10.20.4.11']);
});

test('connects that this laptop refuses although its gateway is near are a missing permission', async () => {
  bench.world.gateways.set('eth0', '10.20.4.1');
  bench.table.put('10.20.4.1', '02:de:00:00:00:01');
  bench.table.put('10.20.4.11', '02:de:00:00:00:11');
  bench.hosts.set('10.20.4.11', { outcome: 'unreachable', rttMs: 1 });
  bench.discovery.startListening();
  await bench.clock.advance(4000);
  expect((await look()).diagnosis).toMatchObject([
    { code: 'permission-denied', facts: { refused: 1, reason: 'connect' } },
  ]);
});
