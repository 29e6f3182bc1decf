/**
 * Which machine is at each place now. The newest answer decides; where nobody answered, beacons and the laptop's
 * table of neighbours may point to a known machine, as long as nothing speaks against it.
 */
import { createDisjointSets } from './disjoint-sets.ts';
import type { Identities } from './identities.ts';
import { compareText, type Reading } from './read-sightings.ts';
import { unansweredOwners } from './unanswered-places.ts';

export interface PlaceOwners {
  /** The machine that answered last, or is expected there; then those that answer there in turn with it. */
  at(place: string): readonly string[];
  /** Under which id a machine that tells nothing of itself is known at this place. */
  anonymousAt(place: string): string;
}

/** What is known of one place, newest first. */
export interface PlaceReadings {
  readonly place: string;
  readonly answers: readonly Reading[];
  readonly others: readonly Reading[];
}

/**
 * Two machines answer at one place in turn when their answers alternate and are this close: known nodes are asked
 * every 20 s. One that took over a free address never alternates.
 */
const IN_TURN_MS = 90_000;

/** Judges every place on the network; serial ports are not among them. */
export function placeOwners(readings: readonly Reading[], identities: Identities): PlaceOwners {
  const places = readingsByPlace(readings);
  const anonymous = anonymousIds(places, identities);
  const idOf = (reading: Reading): string => identities.of(reading) ?? anonymous(reading.place);
  const answered = new Map<string, readonly string[]>();
  for (const { place, answers } of places)
    if (answers.length > 0) answered.set(place, answeringInTurn(answers, idOf));
  const expected = unansweredOwners(places, answered, identities);
  return {
    anonymousAt: anonymous,
    at: (place) => answered.get(place) ?? [expected.get(place) ?? `addr:${place}`],
  };
}

function readingsByPlace(readings: readonly Reading[]): readonly PlaceReadings[] {
  const places = new Map<string, { place: string; answers: Reading[]; others: Reading[] }>();
  for (const reading of readings) {
    if (reading.sighting.source === 'console') continue;
    const { place } = reading;
    const known = places.get(place) ?? { place, answers: [], others: [] };
    places.set(place, known);
    (reading.speaks === 'wire' ? known.answers : known.others).push(reading);
  }
  return [...places.values()];
}

/** One certificate at two places is one machine, also when it tells nothing of itself. */
function anonymousIds(places: readonly PlaceReadings[], identities: Identities): (place: string) => string {
  const sets = createDisjointSets();
  const joined: string[] = [];
  for (const { place, answers } of places) {
    const newest = answers[0];
    if (newest === undefined || newest.certificate === null || identities.of(newest) !== null) continue;
    sets.join([`certificate ${newest.certificate}`, `place ${place}`]);
    joined.push(place);
  }
  const first = new Map<string, string>();
  for (const place of joined.sort(compareText)) {
    const set = sets.setOf(`place ${place}`);
    if (!first.has(set)) first.set(set, place);
  }
  return (place) => `addr:${first.get(sets.setOf(`place ${place}`)) ?? place}`;
}

function answeringInTurn(answers: readonly Reading[], idOf: (reading: Reading) => string): readonly string[] {
  const [newest] = answers;
  if (newest === undefined) return [];
  const owner = idOf(newest);
  const began = answers
    .filter((reading) => idOf(reading) === owner)
    .map(({ sighting }) => sighting.firstSeenAtMs ?? sighting.seenAtMs);
  const sinceMs = Math.min(...began);
  const inTurn = new Set([owner]);
  for (const reading of answers) {
    const { seenAtMs } = reading.sighting;
    if (newest.sighting.seenAtMs - seenAtMs > IN_TURN_MS || seenAtMs <= sinceMs) break;
    inTurn.add(idOf(reading));
  }
  return [...inTurn];
}
