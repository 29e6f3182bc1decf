/** A small world of machines that tell the truth, beacons that may lie, and every order of hearing about them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Claims,
  isPositive,
  type NodeAnswerKind,
  type Sighting,
  type SightingSource,
} from '../sighting.ts';
import { foldSightings } from './fold-sightings.ts';
import { groupSightings } from './group-sightings.ts';
import { compareText } from './read-sightings.ts';

const machines = [0, 1, 2, 3].map((index) => ({
  uuid: `4c4c4544-0042-3510-8051-00000000000${index}`,
  serial: `SERIAL-${index}`,
}));
const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'];
const machine = fc.constantFrom(...machines);

/** What a machine may say of itself: everything, parts, or nothing. Never another's identity. */
const stated: fc.Arbitrary<Claims> = fc
  .tuple(
    machine,
    fc.constantFrom('both', 'uuid', 'serial'),
    fc.constantFrom<NodeAnswerKind>('waiting', 'ours'),
  )
  .map(([{ uuid, serial }, parts, answer]) => ({
    answer,
    ...(parts !== 'serial' && { uuid }),
    ...(parts !== 'uuid' && { serial }),
  }));
const unstated: fc.Arbitrary<Claims> = fc
  .tuple(
    fc.constantFrom<NodeAnswerKind>('foreign', 'silent', 'closed', 'not-talos'),
    fc.constantFrom('one', 'two', 'three'),
  )
  .map(([answer, fingerprint]) => ({ answer, fingerprint }));
const beacon: fc.Arbitrary<Claims> = fc.oneof(
  machine.map(({ uuid }) => ({ uuid })),
  fc.constant<Claims>({ hostname: 'edge' }),
  fc.constant<Claims>({ uuid: '00000000-0000-0000-0000-000000000000' }),
);
const sighting: fc.Arbitrary<Sighting> = fc
  .tuple(
    fc.oneof(
      fc.tuple(fc.constant<SightingSource>('node'), fc.oneof(stated, unstated)),
      fc.tuple(fc.constant<SightingSource>('mdns'), beacon),
      fc.tuple(fc.constantFrom<SightingSource>('typed', 'sweep', 'known'), fc.constant<Claims>({})),
    ),
    fc.constantFrom(...addresses),
    fc.integer({ min: 0, max: 8 }),
  )
  .map(([[source, claims], address, time]) => ({
    id: `${source} ${address} ${JSON.stringify(claims)}`,
    source,
    address,
    port: 50_000,
    interfaceName: null,
    seenAtMs: time * 60_000,
    claims,
  }));
/** One per id, as the store keeps them. */
const world = fc.uniqueArray(sighting, { selector: ({ id }) => id, maxLength: 30 });
const shuffled = world.chain((all) =>
  fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
);
const runs = { numRuns: 3000 };

test('any order of the same sightings gives the same machines', () => {
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(foldSightings(other)).toEqual(foldSightings(all));
    }),
    { numRuns: 1000 },
  );
});

test('hearing the same again changes nothing', () => {
  fc.assert(
    fc.property(world, (all) => {
      expect(foldSightings([...all, ...all])).toEqual(foldSightings(all));
    }),
    { numRuns: 500 },
  );
});

test('no machine is shown twice: no id, no stated identity and no place', () => {
  fc.assert(
    fc.property(world, (all) => {
      const found = foldSightings(all);
      const ids = found.map(({ id }) => id);
      const uuids = found.flatMap(({ uuid }) => (uuid?.source === 'node' ? [uuid.value] : []));
      const here = groupSightings(all).flatMap(({ endpoints, contested }) =>
        [...endpoints].filter((place) => !contested.has(place)),
      );
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(uuids).size).toBe(uuids.length);
      expect(new Set(here).size).toBe(here.length);
    }),
    runs,
  );
});

test('no two machines are merged: what one group states of itself is one machine', () => {
  fc.assert(
    fc.property(world, (all) => {
      for (const { sightings } of groupSightings(all)) {
        const own = sightings.filter(({ source }) => source === 'node');
        const index = ({ claims }: Sighting): number =>
          machines.findIndex(({ uuid, serial }) => claims.uuid === uuid || claims.serial === serial);
        const known = new Set(own.map(index).filter((each) => each >= 0));
        expect(known.size).toBeLessThanOrEqual(1);
      }
    }),
    runs,
  );
});

test('beacons alone never change what a machine that stated itself is known by', () => {
  fc.assert(
    fc.property(world, (all) => {
      const facts = (sightings: readonly Sighting[]) =>
        foldSightings(sightings)
          .filter(({ uuid }) => uuid?.source === 'node')
          .map(({ id, serial, uuid, fingerprint, answer }) => ({
            ...{ id, serial, uuid, fingerprint },
            // A lost machine may be announced where the port is closed; that is no answer either.
            answer: isPositive(answer) ? answer : 'none',
          }))
          .sort((one, other) => compareText(one.id, other.id));
      const withoutBeacons = facts(all.filter(({ source }) => source !== 'mdns'));
      expect(facts(all)).toEqual(withoutBeacons);
    }),
    runs,
  );
});

test('nothing is dropped: every sighting lands in exactly one group', () => {
  fc.assert(
    fc.property(world, (all) => {
      const grouped = groupSightings(all).flatMap(({ sightings }) => sightings.map(({ id }) => id));
      expect([...grouped].sort()).toEqual(all.map(({ id }) => id).sort());
    }),
    runs,
  );
});
