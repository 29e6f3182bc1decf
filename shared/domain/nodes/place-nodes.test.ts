import { expect, test } from 'vitest';
import { foldSightings } from '../discovery/fold/fold-sightings.ts';
import type { Claims, Sighting } from '../discovery/sighting.ts';
import type { Slot } from '../sites/pack.ts';
import type { Binding } from './binding.ts';
import { type Placing, placeNodes } from './place-nodes.ts';

const uuid = '4c4c4544-0042-3510-8051-b7c04f4a3132';
const slot = (id: string, address: string, serial?: string): Slot => ({
  id,
  hostname: id,
  label: id.toUpperCase(),
  place: 'rack 1',
  role: 'controlplane',
  address,
  link: 'eth0',
  disk: {},
  ...(serial !== undefined && { serial }),
});
const slots = [
  slot('edge-1', '10.0.0.1/24', 'SN-1'),
  slot('edge-2', '10.0.0.2/24'),
  slot('edge-3', '10.0.0.3/24', 'SERIAL-3'),
];
const binding: Binding = {
  way: 'three-way',
  slotId: 'edge-1',
  nodeId: 'serial:SERIAL3',
  serial: 'SERIAL3',
  uuid: null,
  fingerprint: 'first',
  address: '10.0.0.2',
  boundAtMs: 1,
};
const sighting = (claims: Claims, address = '10.0.0.2', source: Sighting['source'] = 'node'): Sighting => ({
  id: JSON.stringify([address, source, claims]),
  source,
  address,
  port: 50_000,
  interfaceName: null,
  seenAtMs: 1,
  claims,
});
const said: Claims = { answer: 'waiting', uuid, serial: 'Serial-3', fingerprint: 'first' };
const place = (sightings: readonly Sighting[], change: Partial<Placing> = {}) =>
  placeNodes(foldSightings(sightings), { slots, bindings: [], stageOf: () => null, ...change });

test('a planned serial number or address makes a suggestion, and a planned serial of another box unmakes it', () => {
  const candidates = (claims: Claims, address: string) =>
    place([sighting(claims, address)])[0]?.view.candidateSlotIds;
  expect(candidates(said, '10.0.0.2')).toEqual(['edge-2', 'edge-3']);
  expect(candidates(said, '10.0.0.1')).toEqual(['edge-3']);
  expect(candidates({ answer: 'waiting' }, '10.0.0.1')).toEqual(['edge-1']);
});

test('a bound node carries the label of its slot and keeps its id when a better one becomes known', () => {
  const [node] = place([sighting(said)], { bindings: [binding] });
  expect(node?.view).toMatchObject({
    id: 'serial:SERIAL3',
    name: 'EDGE-1',
    slotId: 'edge-1',
    identified: true,
    stage: 'identified',
    candidateSlotIds: [],
  });
  expect(node?.aliases).toEqual([`uuid:${uuid}`, 'addr:10.0.0.2:50000']);
});

test('a waiting node that shows another certificate than was confirmed must be identified again', () => {
  const [node] = place([sighting({ ...said, fingerprint: 'second' })], { bindings: [binding] });
  expect(node?.view).toMatchObject({ slotId: 'edge-1', identified: false, stage: 'found' });
});

test('a configured node that accepts us stays identified with its new certificate', () => {
  const [node] = place([sighting({ ...said, answer: 'ours', fingerprint: 'second' })], {
    bindings: [binding],
  });
  expect(node?.view).toMatchObject({ identified: true });
});

test('a binding never follows a beacon, another serial number or another UUID', () => {
  const known = { ...binding, uuid, nodeId: `uuid:${uuid}` };
  const isBound = (sightings: readonly Sighting[]) => place(sightings, { bindings: [known] })[0]?.view.slotId;
  expect(isBound([sighting(said)])).toBe('edge-1');
  expect(isBound([sighting({ uuid }, '10.0.0.9', 'mdns')])).toBe(null);
  expect(isBound([sighting({ ...said, serial: 'SERIAL-4' })])).toBe(null);
  expect(isBound([sighting({ ...said, uuid: uuid.replace('4c', '5c') })])).toBe(null);
});

test('provisioning has the last word on the stage', () => {
  const [node] = place([sighting(said)], {
    bindings: [binding],
    stageOf: (id) => (id === 'serial:SERIAL3' ? 'provisioned' : null),
  });
  expect(node?.view.stage).toBe('provisioned');
});

test('without a slot the name is the best one known', () => {
  const nameOf = (claims: Claims) => place([sighting(claims)])[0]?.view.name;
  expect(nameOf({ ...said, hostname: 'talos-abc' })).toBe('talos-abc');
  expect(nameOf(said)).toBe('Serial-3');
  expect(nameOf({ answer: 'foreign' })).toBe('10.0.0.2');
});

test('a planned port makes a suggestion too, and what somebody else runs is offered for nothing', () => {
  const macs = ['02:aa:00:00:00:02'];
  const planned = slots.map((each) => (each.id === 'edge-2' ? { ...each, macs } : each));
  const candidates = (claims: Claims) =>
    place([sighting(claims, '10.0.0.9')], { slots: planned })[0]?.view.candidateSlotIds;
  expect(candidates({ answer: 'waiting', uuid, macs })).toEqual(['edge-2']);
  expect(place([sighting({ answer: 'foreign' }, '10.0.0.1')])[0]?.view).toMatchObject({
    managed: { by: 'other-authority' },
    candidateSlotIds: [],
  });
});

const certificate = 'a'.repeat(43).concat('=');
const alone: Binding = { ...binding, way: 'serial-alone', fingerprint: certificate, address: '' };
const onConsole = (claims: Claims): Sighting => ({ ...sighting(claims, 'COM3', 'console'), port: 0 });

test('a node that was bound without a network is known by what its console printed', () => {
  const nodes = place([onConsole({ fingerprint: certificate })], { bindings: [alone] });
  expect(nodes.map(({ view }) => view)).toMatchObject([
    { id: 'serial:SERIAL3', slotId: 'edge-1', identified: true, lock: 'serial-alone', address: '' },
  ]);
  const other = place([onConsole({ fingerprint: certificate.replace('a', 'b') })], { bindings: [alone] });
  expect(other.map(({ view }) => [view.id, view.slotId])).toEqual([
    ['console:COM3', null],
    ['serial:SERIAL3', 'edge-1'],
  ]);
});

test('once it is on the network it must show the certificate that its console printed', () => {
  const lock = (fingerprint: string, answer: 'waiting' | 'ours' = 'waiting') =>
    place([sighting({ ...said, answer, fingerprint })], { bindings: [alone] })[0]?.view.lock;
  expect([lock(certificate), lock('other'), lock('other', 'ours')]).toEqual(['serial-alone', null, null]);
});

test('a bound node keeps its place in the list when nothing is known of it any more', () => {
  expect(place([], { bindings: [binding] })).toMatchObject([
    {
      view: { id: 'serial:SERIAL3', slotId: 'edge-1', presence: 'gone', identified: true, lock: 'three-way' },
      endpoints: [],
    },
  ]);
});
