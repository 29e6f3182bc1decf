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

const put = (number: number, change = {}) => {
  const machine = plannedMachine(number, change);
  bench.neighbours.machines.set(`10.20.4.1${number}:50000`, machine);
  return machine;
};
const nodes = () => bench.discovery.book.all();
const answers = () => nodes().map(({ address, answer }) => [address, answer]);

test('a beacon becomes a node at once, and what the node says of itself comes with the first look', async () => {
  put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  expect(answers()).toEqual([['10.20.4.11', 'not-asked']]);
  await bench.clock.advance(100);
  expect(nodes()).toMatchObject([
    {
      id: `uuid:${uuidOf(1)}`,
      answer: 'waiting',
      name: 'talos-1',
      serial: { value: '7KX2-0931', source: 'node' },
      fingerprint: { value: sampleFingerprint('cert1') },
      sources: ['node', 'mdns'],
      candidateSlotIds: ['edge-01'],
      stage: 'found',
      identified: false,
    },
  ]);
});

test('without a pack nothing is listened to and nothing is asked', async () => {
  bench.world.pack = null;
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(60_000);
  expect([nodes(), bench.neighbours.looks]).toEqual([[], []]);
});

test('a beacon that names another port than that of lab nodes is not followed there', async () => {
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1, { port: 9100 }));
  await bench.clock.advance(60_000);
  expect(bench.neighbours.looks).toEqual([]);
});

test('known nodes are asked again from time to time, each at most every ten seconds', async () => {
  put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(300_000);
  const times = bench.neighbours.looks.map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(times.length).toBeGreaterThan(10);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
});

test('a node that is switched off leaves the list, is not forgotten, and comes back by itself', async () => {
  const machine = put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  machine.state = 'off';
  bench.mdns.withdraw(beaconOf(1).name);
  await bench.clock.advance(10_000);
  expect(nodes()).toEqual([]);
  expect(bench.discovery.book.get(`uuid:${uuidOf(1)}`)).toMatchObject({
    ...{ presence: 'gone', answer: 'silent', serial: { value: '7KX2-0931' } },
  });
  machine.state = 'maintenance';
  await bench.clock.advance(5000);
  expect(answers()).toEqual([['10.20.4.11', 'waiting']]);
});

test('a beacon that never led to an answer is gone with its goodbye', async () => {
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  expect(answers()).toEqual([['10.20.4.11', 'not-asked']]);
  bench.mdns.withdraw(beaconOf(1).name);
  expect(nodes()).toEqual([]);
});

test('a node that is unplugged before it was ever asked leaves the list within 10 s too', async () => {
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  bench.mdns.unplug(beaconOf(1).name);
  expect(answers()).toEqual([['10.20.4.11', 'not-asked']]);
  await bench.clock.advance(10_000);
  expect(nodes()).toEqual([]);
});

test('a hundred beacons are asked eight at a time and not in a burst', async () => {
  bench.discovery.startListening();
  for (let index = 0; index < 100; index++)
    bench.mdns.announce(beaconOf(1, { name: `many-${index}`, addresses: [`10.20.4.${100 + index}`] }));
  await bench.clock.advance(1000);
  expect(bench.neighbours.looks.length).toBeLessThanOrEqual(51);
  await bench.clock.advance(60_000);
  const { looks, busiest } = bench.neighbours;
  // In a crowd by a light connect first: of these nobody is there.
  const met = [
    ...looks.map(({ place }) => place.split(':')[0]),
    ...bench.prober.probed.map((each) => each.address),
  ];
  expect(new Set(met.filter((address) => /\.1\d\d$/.test(address ?? ''))).size).toBe(100);
  expect(bench.prober.busiest).toBeLessThanOrEqual(40);
  expect(busiest).toBeLessThanOrEqual(8);
});

test('a beacon that names addresses without end has four of them; one box under fifty names is told', async () => {
  bench.discovery.startListening();
  const addresses = Array.from({ length: 50 }, (_none, index) => `10.20.4.${150 + index}`);
  bench.mdns.announce(beaconOf(1, { addresses }));
  for (let index = 0; index < 50; index++)
    bench.mdns.announce(beaconOf(2, { name: `many-${index}`, addresses: ['10.20.4.66'] }));
  await bench.clock.advance(60_000);
  const places = new Set(bench.neighbours.looks.map(({ place }) => place));
  expect(places.size).toBe(5);
  const never = new AbortController().signal;
  expect(await bench.settle(bench.handlers['discovery.surroundings']({}, never))).toMatchObject({
    diagnosis: [{ code: 'answers-for-everything', facts: { address: '10.20.4.66', names: 50 } }],
  });
  bench.mdns.withdraw(beaconOf(1).name);
  expect(nodes().map(({ address }) => address)).toEqual(['10.20.4.66']);
});

test('listening is a job that reports what it hears and ends when it is stopped', async () => {
  put(1);
  const stop = new AbortController();
  const reports: unknown[] = [];
  const job = bench.handlers['discovery.listen'](
    {},
    { signal: stop.signal, report: (progress) => reports.push(progress), pointOfNoReturn: () => {} },
  );
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  stop.abort();
  expect(await job).toBe(null);
  expect(bench.mdns.listening).toBe(0);
  expect([reports[0], reports.at(-1)]).toEqual([
    { heard: 0, nodes: 0 },
    { heard: 1, nodes: 1 },
  ]);
});

test('after listening was stopped nothing is asked or heard, until someone listens again', async () => {
  put(1);
  const job = (signal: AbortSignal) =>
    bench.handlers['discovery.listen']({}, { signal, report: () => {}, pointOfNoReturn: () => {} });
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(1000);
  const stop = new AbortController();
  const listening = job(stop.signal);
  stop.abort();
  await listening;
  const looks = bench.neighbours.looks.length;
  bench.mdns.withdraw(beaconOf(1).name);
  bench.mdns.announce(beaconOf(2));
  // As after a new pack: what a person stopped stays stopped.
  bench.discovery.startListening();
  await bench.clock.advance(300_000);
  expect([bench.neighbours.looks.length, nodes().length]).toEqual([looks, 1]);
  const again = new AbortController();
  const second = job(again.signal);
  expect(nodes().map(({ sources }) => sources)).toEqual([['node'], ['mdns']]);
  again.abort();
  await second;
});

test('after sleep everything known is heard and asked anew', async () => {
  put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1));
  await bench.clock.advance(6000);
  const looks = bench.neighbours.looks.length;
  bench.discovery.refreshOnResume();
  await bench.clock.advance(100);
  expect([bench.mdns.resumed, bench.neighbours.looks.length]).toEqual([1, looks + 1]);
});
