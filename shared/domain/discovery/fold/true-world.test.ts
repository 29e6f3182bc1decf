/**
 * Machines whose truth is known live through moves, reboots, renewals, clones and cables, and are seen on the way.
 * Whatever is seen, two of them are never shown as one, and one with an id of its own is never shown twice.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Claims, isPositive, type Sighting, type SightingSource } from '../sighting.ts';
import { foldSightings } from './fold-sightings.ts';
import { groupSightings } from './group-sightings.ts';

const CLONED = '4c4c4544-0042-3510-8051-cccccccccccc';
interface Box {
  readonly uuid: 'own' | 'cloned' | 'zero';
  readonly serial: 'own' | 'filler' | 'none';
  readonly answers: 'waiting' | 'foreign';
}
type Event =
  | { readonly what: 'ask'; readonly address: number }
  | { readonly what: 'move' | 'second' | 'reboot' | 'off' | 'announce' | 'print'; readonly box: number }
  | { readonly what: 'neighbours' };

const box: fc.Arbitrary<Box> = fc.record({
  uuid: fc.constantFrom('own', 'cloned', 'zero'),
  serial: fc.constantFrom('own', 'filler', 'none'),
  answers: fc.constantFrom('waiting', 'waiting', 'waiting', 'foreign'),
});
const ADDRESSES = 5;
const event = (boxes: number): fc.Arbitrary<Event> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ what: fc.constant('ask' as const), address: fc.nat(ADDRESSES - 1) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constantFrom(...(['move', 'second', 'reboot', 'off', 'announce', 'print'] as const)),
        box: fc.nat(boxes - 1),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ what: 'neighbours' as const }) },
  );
const life = fc
  .array(box, { minLength: 2, maxLength: 4 })
  .chain((boxes) =>
    fc.tuple(
      fc.constant(boxes),
      fc.array(fc.tuple(event(boxes.length), fc.integer({ min: 1, max: 120 })), { maxLength: 40 }),
    ),
  );

/** Lives through the events; tells what was seen, and of whom each sighting truly is. */
function live(boxes: readonly Box[], events: readonly (readonly [Event, number])[]) {
  const seen = new Map<string, Sighting>();
  const truth = new Map<string, number>();
  const boots = boxes.map(() => 0);
  const at = boxes.map((_, index) => new Set([index]));
  let nowMs = 1_700_000_000_000;
  const note = (source: SightingSource, address: string, claims: Claims, whose: number | null): void => {
    const id = JSON.stringify([source, address, claims]);
    const firstSeenAtMs = seen.get(id)?.firstSeenAtMs ?? nowMs;
    const port = source === 'console' ? 0 : 50_000;
    seen.set(id, { id, source, address, port, interfaceName: null, seenAtMs: nowMs, firstSeenAtMs, claims });
    if (whose !== null) truth.set(id, whose);
  };
  const addressOf = (number: number): string => (number === 4 ? 'fe80::4%eth0' : `10.0.0.${number + 1}`);
  const holderOf = (address: number): number => at.findIndex((held) => held.has(address));
  const act = (happening: Event): void => {
    if (happening.what === 'ask') {
      const whose = holderOf(happening.address);
      const found = boxes[whose];
      const address = addressOf(happening.address);
      if (found === undefined) note('node', address, { answer: 'silent' }, null);
      else note('node', address, answerOf(found, whose, boots[whose] ?? 0), whose);
      return;
    }
    if (happening.what === 'neighbours') {
      for (const [whose, held] of at.entries())
        for (const each of held) note('neighbour', addressOf(each), { macs: [macOf(whose)] }, null);
      return;
    }
    const whose = happening.box;
    const mine = at[whose] ?? new Set();
    const free = Array.from({ length: ADDRESSES }, (_, each) => each).find((each) => holderOf(each) < 0);
    const printed = { fingerprint: certificateOf(whose, boots[whose] ?? 0) };
    if (happening.what === 'off' || happening.what === 'move') mine.clear();
    if ((happening.what === 'move' || happening.what === 'second') && free !== undefined) mine.add(free);
    if (happening.what === 'reboot') boots[whose] = (boots[whose] ?? 0) + 1;
    if (happening.what === 'print') note('console', '/dev/ttyUSB0', printed, whose);
    // Beacons that are no longer true have left the air: the cache sees to that.
    for (const [id, { source, address }] of seen)
      if (source === 'mdns' && holderOf(addressNumber(address)) !== truth.get(id)) seen.delete(id);
    const { uuid } = answerOf(boxes[whose] ?? boxes[0], whose, 0);
    if (happening.what === 'announce')
      for (const each of mine)
        note(
          'mdns',
          addressOf(each),
          { hostname: `box-${whose}`, ...(uuid !== undefined && { uuid }) },
          whose,
        );
  };
  for (const [happening, seconds] of events) {
    nowMs += seconds * 1000;
    act(happening);
  }
  return { sightings: [...seen.values()], truth };
}

function addressNumber(address: string): number {
  return address.startsWith('fe80') ? 4 : Number(address.split('.')[3]) - 1;
}
const macOf = (whose: number): string => `02:aa:00:00:00:0${whose}`;
const certificateOf = (whose: number, boot: number): string => `${whose}${boot}`.padEnd(43, 'x').concat('=');

function answerOf(found: Box | undefined, whose: number, boot: number): Claims {
  const fingerprint = certificateOf(whose, boot);
  if (found === undefined || found.answers === 'foreign') return { answer: 'foreign', fingerprint };
  const uuids = {
    own: CLONED.replace(/c$/, String(whose)),
    cloned: CLONED,
    zero: `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
  };
  const serials = { own: `SERIAL-${whose}`, filler: 'To be filled by O.E.M.', none: undefined };
  const serial = serials[found.serial];
  return {
    ...{ answer: 'waiting', uuid: uuids[found.uuid], macs: [macOf(whose)], fingerprint },
    ...(serial !== undefined && { serial }),
  };
}

const isStatement = ({ source, claims }: Sighting): boolean =>
  source === 'console' || (source === 'node' && isPositive(claims.answer));
const runs = { numRuns: 3000 };

test('two true machines are never one: not by clones, moves, reboots or cables', () => {
  fc.assert(
    fc.property(life, ([boxes, events]) => {
      const { sightings, truth } = live(boxes, events);
      for (const group of groupSightings(sightings)) {
        const whose = group.sightings.filter(isStatement).map(({ id }) => truth.get(id) ?? -1);
        // What states nothing is known by its place alone, and who follows it there cannot be told from it.
        const stating = new Set(whose.filter((each) => boxes[each]?.answers !== 'foreign'));
        expect(stating.size).toBeLessThanOrEqual(1);
        if (stating.size === 1) expect([...new Set(whose)]).toEqual([...stating]);
      }
    }),
    runs,
  );
});

test('one true machine is one, wherever it moved and whatever certificate it showed', () => {
  fc.assert(
    fc.property(life, ([boxes, events]) => {
      const { sightings, truth } = live(boxes, events);
      const groupOf = new Map<number, string>();
      for (const { id, sightings: members } of groupSightings(sightings))
        for (const member of members) {
          const whose = truth.get(member.id);
          const isTelling = member.source === 'node' && member.claims.answer === 'waiting';
          if (whose === undefined || !isTelling) continue;
          expect(groupOf.get(whose) ?? id).toBe(id);
          groupOf.set(whose, id);
        }
    }),
    runs,
  );
});

test('no id and no place is shown twice, and what nobody answered or announced is not shown', () => {
  fc.assert(
    fc.property(life, ([boxes, events]) => {
      const { sightings } = live(boxes, events);
      const found = foldSightings(sightings);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      const places = found.flatMap((machine) => machine.places.filter(({ isContested }) => !isContested));
      const texts = places.map(({ address, port }) => `${address} ${port}`);
      expect(new Set(texts).size).toBe(texts.length);
      for (const { sources } of found)
        expect(sources.some((each) => each === 'node' || each === 'mdns' || each === 'console')).toBe(true);
    }),
    runs,
  );
});

test('a console is always shown with the machine that printed last on it', () => {
  fc.assert(
    fc.property(life, ([boxes, events]) => {
      const { sightings, truth } = live(boxes, events);
      const newest = sightings
        .filter(({ source }) => source === 'console')
        .sort((one, other) => other.seenAtMs - one.seenAtMs)[0];
      const shown = foldSightings(sightings).filter(({ consolePort }) => consolePort !== null);
      expect(shown.length).toBe(newest === undefined ? 0 : 1);
      if (newest === undefined) return;
      expect(shown[0]?.consoleFingerprint?.value.startsWith(String(truth.get(newest.id)))).toBe(true);
    }),
    runs,
  );
});

test('any order of what was seen gives the same machines', () => {
  const shuffled = life.chain(([boxes, events]) => {
    const { sightings } = live(boxes, events);
    return fc.tuple(fc.constant(sightings), fc.shuffledSubarray(sightings, { minLength: sightings.length }));
  });
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(foldSightings(other)).toEqual(foldSightings(all));
    }),
    { numRuns: 1000 },
  );
});
