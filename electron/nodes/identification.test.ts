import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createDiscoveryBench,
  type DiscoveryBench,
  plannedMachine,
  uuidOf,
} from '../../test/fakes/discovery/bench.ts';
import { sampleFingerprint } from '../../test/fakes/discovery/lab-neighbours.ts';

let bench: DiscoveryBench;
beforeEach(async () => {
  bench = createDiscoveryBench();
  for (const number of [1, 2]) {
    bench.neighbours.machines.set(`10.20.4.1${number}:50000`, plannedMachine(number));
    await bench.settle(bench.handlers['discovery.addTyped']({ typed: `10.20.4.1${number}` }, never));
  }
});
afterEach(async () => {
  expect(bench.log.bugs).toEqual([]);
  await bench.close();
});

const never = new AbortController().signal;
const claim = (number: number, change = {}) => ({
  nodeId: `uuid:${uuidOf(number)}`,
  slotId: `edge-0${number}`,
  labelSerial: `7kx2 093${number}`,
  way: 'three-way' as const,
  consoleFingerprint: sampleFingerprint(`cert${number}`),
  ...change,
});
const identify = (number: number, change = {}) =>
  bench.settle(bench.handlers['nodes.identify'](claim(number, change), never));
const lastOp = () => bench.ops.filter(({ kind }) => kind.startsWith('node.identi')).at(-1);
const machine = (number: number) => {
  const found = bench.neighbours.machines.get(`10.20.4.1${number}:50000`);
  if (found === undefined) throw new Error('no such machine');
  return found;
};

test('a node whose label, network and console agree is bound, and it is on record why', async () => {
  expect(await identify(1)).toMatchObject({
    id: `uuid:${uuidOf(1)}`,
    name: 'LAB-EDGE-01',
    slotId: 'edge-01',
    identified: true,
    stage: 'identified',
  });
  expect(lastOp()).toMatchObject({
    kind: 'node.identified',
    agg: `node:uuid:${uuidOf(1)}`,
    body: {
      slotId: 'edge-01',
      rows: [
        { what: 'serial', onTheBox: '7KX20931', overTheNetwork: '7KX20931', agrees: 'yes' },
        {
          what: 'fingerprint',
          overTheNetwork: sampleFingerprint('cert1'),
          agrees: 'yes',
          comparedCharacters: 44,
        },
      ],
    },
  });
});

test('comparing changes nothing', () => {
  const before = bench.ops.length;
  const comparison = bench.handlers['nodes.compare'](claim(1), never);
  expect(comparison).toMatchObject({ verdict: 'agrees', slotId: 'edge-01' });
  expect(bench.handlers['nodes.compare'](claim(1, { labelSerial: '7KX2-0932' }), never)).toMatchObject({
    verdict: 'differs',
    rows: [{ what: 'serial', agrees: 'no', differsAt: 7 }, { agrees: 'yes' }],
  });
  expect([bench.ops.length, bench.discovery.book.get(`uuid:${uuidOf(1)}`).identified]).toEqual([
    before,
    false,
  ]);
});

test.each([
  ['another label', { labelSerial: '7KX2-0932' }, 'differs'],
  ['another console', { consoleFingerprint: sampleFingerprint('cert2') }, 'differs'],
  ['the slot of another box', { slotId: 'edge-02' }, 'differs'],
  ['no console yet', { consoleFingerprint: '' }, 'incomplete'],
  ['too little of the console', { consoleFingerprint: 'cert1xxx' }, 'incomplete'],
])('with %s nothing is bound, and the attempt is on record', async (_what, change, reason) => {
  expect(await identify(1, change)).toBe('identity-differs');
  expect(bench.discovery.book.get(`uuid:${uuidOf(1)}`)).toMatchObject({ identified: false, slotId: null });
  expect(lastOp()).toMatchObject({ kind: 'node.identity-refused', body: { reason } });
});

test('what is compared is what the node says now, not what it said before', async () => {
  machine(1).fingerprint = sampleFingerprint('other');
  expect(await identify(1)).toBe('identity-differs');
  machine(1).state = 'off';
  expect(await identify(1)).toBe('node-unreachable');
});

test('one slot holds one machine, and one machine is in one slot', async () => {
  const { pack } = bench.world;
  if (pack === null) throw new Error('no pack');
  // A plan without serial numbers, so that only the binding stands in the way.
  bench.world.pack = { ...pack, slots: pack.slots.map(({ serial: _serial, ...slot }) => slot) };
  await identify(1);
  expect(await identify(2, { slotId: 'edge-01' })).toBe('slot-taken');
  expect(lastOp()).toMatchObject({ kind: 'node.identity-refused', body: { reason: 'slot-taken' } });
  expect(await identify(1, { slotId: 'edge-02' })).toBe('slot-taken');
  expect(await identify(2)).toMatchObject({ name: 'LAB-EDGE-02' });
});

test('a node that restarted with a new certificate must be identified again, and can be', async () => {
  await identify(1);
  machine(1).fingerprint = sampleFingerprint('again');
  await bench.settle(bench.discovery.lookAgain(`uuid:${uuidOf(1)}`));
  const { book } = bench.discovery;
  expect(book.get(`uuid:${uuidOf(1)}`)).toMatchObject({
    identified: false,
    slotId: 'edge-01',
    name: 'LAB-EDGE-01',
  });
  // Until then it is reached only if it shows what was confirmed.
  expect(book.target(`uuid:${uuidOf(1)}`)).toMatchObject({ fingerprint: sampleFingerprint('cert1') });
  expect(await identify(1, { consoleFingerprint: sampleFingerprint('again') })).toMatchObject({
    identified: true,
  });
  expect(book.target(`uuid:${uuidOf(1)}`)).toMatchObject({ fingerprint: sampleFingerprint('again') });
});

test('the binding holds after a restart and after the node was configured, under the same id', async () => {
  await identify(1);
  await bench.restart();
  Object.assign(machine(1), {
    ...{ state: 'configured', ca: bench.world.pack?.cluster.talosCa, fingerprint: sampleFingerprint('own') },
  });
  bench.discovery.startListening();
  await bench.clock.advance(15_000);
  expect(bench.discovery.book.get(`uuid:${uuidOf(1)}`)).toMatchObject({
    ...{
      answer: 'ours',
      identified: true,
      name: 'LAB-EDGE-01',
      fingerprint: { value: sampleFingerprint('own') },
    },
  });
});

test('a bound node is found at its planned address when it comes up there', async () => {
  const moved = machine(1);
  bench.neighbours.machines.clear();
  bench.neighbours.machines.set('10.20.4.77:50000', moved);
  await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.20.4.77' }, never));
  await identify(1);
  bench.discovery.startListening();
  bench.neighbours.machines.clear();
  bench.neighbours.machines.set('10.20.4.11:50000', {
    ...moved,
    state: 'configured',
    ca: bench.world.pack?.cluster.talosCa ?? null,
  });
  await bench.clock.advance(25_000);
  expect(bench.discovery.book.target(`uuid:${uuidOf(1)}`)).toMatchObject({
    address: '10.20.4.11',
    fingerprint: null,
  });
});

test('the slot must be one of the pack and the node one of the list', async () => {
  expect(await identify(1, { slotId: 'edge-99' })).toBe('bad-request');
  expect(await identify(1, { nodeId: 'uuid:nobody' })).toBe('node-unknown');
});
