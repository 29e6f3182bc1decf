import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sighting } from '../../../shared/domain/discovery/sighting.ts';
import type { Binding } from '../../../shared/domain/nodes/binding.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../../../test/fakes/temporary-database.ts';
import { createDiscoveryStore } from './discovery-store.ts';

let file: TemporaryDatabase;
beforeEach(() => {
  file = createTemporaryDatabase();
});
afterEach(() => file.remove());

const sighting = (id: string, seenAtMs: number): Sighting => ({
  ...{ id, source: 'node', address: '10.20.4.11', port: 50_000, interfaceName: null, seenAtMs },
  claims: { answer: 'waiting', serial: 'SN-1', macs: ['02:aa:00:00:00:01'] },
});
const binding: Binding = {
  slotId: 'edge-01',
  nodeId: 'uuid:a',
  serial: 'SN1',
  way: 'three-way',
  uuid: 'a',
  fingerprint: 'f',
  address: '10.20.4.11',
  boundAtMs: 1,
};

test('sightings come back whole after the engine died, per site, oldest first', () => {
  createDiscoveryStore(file.db).sightings.keep('one', [sighting('b', 2), sighting('a', 1)]);
  const { sightings } = createDiscoveryStore(file.reopen());
  expect(sightings.all('one')).toEqual([sighting('a', 1), sighting('b', 2)]);
  expect(sightings.all('other')).toEqual([]);
});

test('the newest of equal sightings is kept, whatever comes last', () => {
  const { sightings } = createDiscoveryStore(file.db);
  sightings.keep('one', [sighting('a', 5)]);
  sightings.keep('one', [sighting('a', 9), sighting('a', 7)]);
  expect(sightings.all('one')).toEqual([sighting('a', 9)]);
  sightings.forget('one', ['a', 'unknown']);
  expect(sightings.all('one')).toEqual([]);
});

test('of more than 5,000 sightings the oldest are dropped', () => {
  const { sightings } = createDiscoveryStore(file.db);
  sightings.keep('other', [sighting('x', 0)]);
  sightings.keep(
    'one',
    Array.from({ length: 5010 }, (_, index) => sighting(`s${index}`, index)),
  );
  const kept = sightings.all('one');
  expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([5000, 's10', 's5009']);
  expect(sightings.all('other').length).toBe(1);
});

test('a sighting that this version cannot read is left out, not fatal', () => {
  const { sightings } = createDiscoveryStore(file.db);
  sightings.keep('one', [sighting('a', 1)]);
  file.db.exec(`INSERT INTO sighting VALUES ('one', 'b', 2, '{"source":"smell"}')`);
  expect(sightings.all('one').map(({ id }) => id)).toEqual(['a']);
});

test('the id of a node that was found is minted once, also when the engine dies before the op is recorded', () => {
  const mint = (id: string) => () => id;
  const first = createDiscoveryStore(file.db).found;
  expect(first.opIdsFor('one', ['uuid:a'], mint('op-1'))).toEqual(new Map([['uuid:a', 'op-1']]));
  const { found } = createDiscoveryStore(file.reopen());
  expect(found.opIdsFor('one', ['uuid:a', 'uuid:b'], mint('op-2'))).toEqual(
    new Map([
      ['uuid:a', 'op-1'],
      ['uuid:b', 'op-2'],
    ]),
  );
  expect(found.all('one')).toEqual(new Set());
  found.markRecorded('one', ['uuid:a']);
  expect(found.all('one')).toEqual(new Set(['uuid:a']));
});

test('a binding can be renewed for the same machine and never moved to another', () => {
  const { bindings } = createDiscoveryStore(file.db);
  bindings.bind('one', binding);
  bindings.bind('one', { ...binding, fingerprint: 'g', boundAtMs: 2 });
  expect(bindings.all('one')).toEqual([{ ...binding, fingerprint: 'g', boundAtMs: 2 }]);
  expect(() => bindings.bind('one', { ...binding, nodeId: 'uuid:b' })).toThrow('another node');
  expect(() => bindings.bind('one', { ...binding, slotId: 'edge-02' })).toThrow('UNIQUE');
  expect(bindings.all('other')).toEqual([]);
});

test('a slot that was freed takes another machine, also after a restart, and only in its own site', () => {
  const { bindings } = createDiscoveryStore(file.db);
  bindings.bind('one', binding);
  bindings.bind('other', binding);
  bindings.release('one', 'edge-01');
  bindings.release('one', 'edge-01');
  const alone: Binding = { ...binding, nodeId: 'serial:SN2', way: 'serial-alone', fingerprint: '' };
  const again = createDiscoveryStore(file.reopen()).bindings;
  expect([again.all('one'), again.all('other')]).toEqual([[], [binding]]);
  again.bind('one', alone);
  expect(again.all('one')).toEqual([alone]);
});
