import { afterEach, beforeEach, expect, test } from 'vitest';
import { NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
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

const nodes = () => bench.discovery.book.all();
const real = () => nodes().find(({ uuid }) => uuid?.value === uuidOf(1));
/** A machine that is nowhere; each round it says that it is somewhere else. */
const fake = (index: number, round: number, source: string) =>
  beaconOf(2, {
    ...{ name: `fake-${index}.${NODE_SERVICE_TYPE}`, source, txt: {} },
    addresses: [1, 2, 3, 4].map((each) => `10.${round}.${100 + each}.${index % 250}`),
  });

test('a node is asked within seconds although one sender announces hundreds that are silent', async () => {
  bench.put(1);
  bench.discovery.startListening();
  for (let index = 0; index < 250; index++) bench.mdns.announce(fake(index, 30, '10.20.4.66'));
  await bench.clock.advance(20_000);
  bench.mdns.announce(beaconOf(1, { source: '10.20.4.11' }));
  await bench.clock.advance(6000);
  expect(real()).toMatchObject({ answer: 'waiting', sources: ['node', 'mdns'] });
  const { length } = bench.neighbours.looks;
  await bench.clock.advance(10_000);
  // And nothing of it becomes a scan.
  expect(bench.neighbours.looks.length - length).toBeLessThan(500);
});

test('beacons that move every second without end leave the node in the list and everything bounded', async () => {
  bench.put(1);
  bench.discovery.startListening();
  bench.mdns.announce(beaconOf(1, { source: '10.20.4.11' }));
  await bench.clock.advance(3000);
  for (let round = 30; round < 45; round++) {
    for (let index = 0; index < 100; index++) bench.mdns.announce(fake(index, round, '10.20.4.66'));
    await bench.clock.advance(1000);
    expect(real()).toMatchObject({ answer: 'waiting', presence: 'here', sources: ['node', 'mdns'] });
  }
  expect(nodes().length).toBeLessThan(1100);
  for (let index = 0; index < 100; index++) bench.mdns.withdraw(fake(index, 0, '').name);
  await bench.clock.advance(10_000);
  // Everything that was fake is gone with its goodbye, and nobody goes on asking for it.
  expect(nodes().map(({ address }) => address)).toEqual(['10.20.4.11']);
  const { length } = bench.neighbours.looks;
  await bench.clock.advance(60_000);
  expect(bench.neighbours.looks.length - length).toBeLessThan(10);
});

test('after listening was stopped nobody of a crowd is asked any more', async () => {
  const stop = new AbortController();
  const run = { signal: stop.signal, report: () => {}, pointOfNoReturn: () => {} };
  const listening = bench.handlers['discovery.listen']({}, run);
  for (let index = 0; index < 250; index++) bench.mdns.announce(fake(index, 30, '10.20.4.66'));
  await bench.clock.advance(2000);
  stop.abort(new Error('enough'));
  await bench.settle(listening);
  await bench.clock.advance(10_000);
  const { length } = bench.neighbours.looks;
  await bench.clock.advance(60_000);
  expect(bench.neighbours.looks.length).toBe(length);
});

test('a responder that answers for every name hides no node, merges none, and is named', async () => {
  const never = new AbortController().signal;
  for (const number of [1, 2, 3]) bench.put(number);
  bench.put(4, { state: 'not-talos' }, '10.20.4.66');
  bench.discovery.startListening();
  for (const number of [1, 2, 3])
    bench.mdns.announce(beaconOf(number, { addresses: ['10.20.4.66', `10.20.4.1${number}`] }));
  for (let index = 0; index < 20; index++)
    bench.mdns.announce(
      beaconOf(4, { name: `any-${index}.${NODE_SERVICE_TYPE}`, addresses: ['10.20.4.66'] }),
    );
  await bench.clock.advance(5000);
  const waiting = nodes().filter(({ answer }) => answer === 'waiting');
  expect(waiting.map(({ uuid, address }) => [uuid?.value, address])).toEqual(
    [1, 2, 3].map((number) => [uuidOf(number), `10.20.4.1${number}`]),
  );
  expect(nodes().length).toBeLessThanOrEqual(5);
  expect(await bench.settle(bench.handlers['discovery.surroundings']({}, never))).toMatchObject({
    diagnosis: expect.arrayContaining([
      { code: 'answers-for-everything', facts: { address: '10.20.4.66', names: 23 } },
    ]),
  });
});

test('beacons that quarrel over hundreds of addresses are told in a few lines', async () => {
  const never = new AbortController().signal;
  bench.discovery.startListening();
  for (let index = 0; index < 200; index++)
    for (const side of [1, 2])
      bench.mdns.announce(
        beaconOf(side, { name: `q-${side}-${index}.${NODE_SERVICE_TYPE}`, addresses: [`10.20.5.${index}`] }),
      );
  const found = await bench.settle(bench.handlers['discovery.surroundings']({}, never));
  if (typeof found === 'string') throw new Error(found);
  expect(found.diagnosis.length).toBeLessThanOrEqual(12);
  expect(found.diagnosis[0]?.code).toBe('address-conflict');
});
