/** Where a machine is on the network, the best place first. */
import type { NodePlace } from '../../nodes/node-view.ts';
import { endpointOf } from '../endpoint.ts';
import { parseIpv4 } from '../ipv4.ts';
import { isPositive, type Sighting, type SightingSource } from '../sighting.ts';
import type { Group } from './group-sightings.ts';
import { compareText } from './read-sightings.ts';

/** Two places that answered within this time count as answering together: a few rounds of asking known nodes. */
const STEADY_MS = 90_000;
/** A machine has a handful of addresses; a relay that answers with it for a whole range does not fill the memory. */
const PLACE_LIMIT = 32;

/** The order in which sources are named. */
export const sourceOrder: readonly SightingSource[] = [
  ...(['node', 'console', 'mdns', 'neighbour', 'known', 'sweep', 'typed'] as const),
];

/** Its places now; those that it lost to another machine are not among them. */
export function machinePlaces({ sightings, endpoints, contested }: Group): readonly NodePlace[] {
  const byPlace = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const place = endpointOf(sighting);
    if (!endpoints.has(place)) continue;
    const here = byPlace.get(place);
    if (here === undefined) byPlace.set(place, [sighting]);
    else here.push(sighting);
  }
  const places = [...byPlace].map(([place, here]) => placeOf(here, contested.has(place)));
  const answering = steadyPlaces(sightings, byPlace);
  const rank = (place: NodePlace): number =>
    answering.has(endpointOf(place)) ? 0 : isPositive(place.answer ?? undefined) ? 1 : 2;
  return places
    .sort((one, other) => rank(one) - rank(other) || compareWithin(one, other, rank(one)))
    .slice(0, PLACE_LIMIT);
}

/** Among places that answer together the first by address, so that nothing flickers; among others the newest. */
function compareWithin(one: NodePlace, other: NodePlace, rank: number): number {
  const byTime = rank === 0 ? 0 : other.lastSeenAtMs - one.lastSeenAtMs;
  return byTime || compareAddress(one.address, other.address) || one.port - other.port;
}

/** The places whose newest answer is one, given lately, at an address that it still has. */
function steadyPlaces(
  sightings: readonly Sighting[],
  byPlace: ReadonlyMap<string, readonly Sighting[]>,
): ReadonlySet<string> {
  const answers = [...byPlace].flatMap(([place, here]) => {
    const newest = here.find(({ source }) => source === 'node');
    return newest !== undefined && isPositive(newest.claims.answer) ? [{ place, newest }] : [];
  });
  const latest = answers.reduce<Sighting | null>(
    (before, { newest }) => (before === null || newest.seenAtMs > before.seenAtMs ? newest : before),
    null,
  );
  const has = addressesNow(sightings);
  const steady = answers.filter(
    ({ newest }) =>
      newest.seenAtMs === latest?.seenAtMs ||
      (latest !== null && isSameBoot(newest, latest) && has(newest.address) !== false),
  );
  return new Set(steady.map(({ place }) => place));
}

/** An answer of another kind, or behind another certificate, is of before it restarted. */
function isSameBoot(one: Sighting, latest: Sighting): boolean {
  return (
    latest.seenAtMs - one.seenAtMs <= STEADY_MS &&
    one.claims.answer === latest.claims.answer &&
    one.claims.fingerprint === latest.claims.fingerprint
  );
}

/** Whether by its newest own list of addresses it has this one; null when its list does not tell. */
function addressesNow(sightings: readonly Sighting[]): (address: string) => boolean | null {
  const bare = (address: string): string => address.replace(/%.*$/s, '').toLowerCase();
  const newest = sightings.find(
    ({ source, claims }) => source === 'node' && isPositive(claims.answer) && claims.addresses !== undefined,
  );
  const own = new Set(newest?.claims.addresses?.map(bare));
  // Behind a relay it is reached by an address that it does not know; then its list proves nothing.
  const isTelling = newest !== undefined && own.has(bare(newest.address));
  return (address) => (isTelling ? own.has(bare(address)) : null);
}

function placeOf(here: readonly Sighting[], isContested: boolean): NodePlace {
  const [newest] = here;
  if (newest === undefined) throw new Error('a place without sightings');
  return {
    address: newest.address,
    port: newest.port,
    interfaceName: here.find(({ interfaceName }) => interfaceName !== null)?.interfaceName ?? null,
    sources: sourceOrder.filter((source) => here.some((sighting) => sighting.source === source)),
    answer: here.find(({ source }) => source === 'node')?.claims.answer ?? null,
    lastSeenAtMs: lastSeen(here),
    isContested,
  };
}

/** When it gave a sign of life; else when it was last asked or expected. */
export function lastSeen(sightings: readonly Sighting[]): number {
  const alive = sightings.find(({ source, claims }) =>
    source === 'node' ? claims.answer !== 'silent' : source !== 'typed' && source !== 'known',
  );
  return (alive ?? sightings[0])?.seenAtMs ?? 0;
}

/** IPv4 by number, then the rest by text. */
function compareAddress(one: string, other: string): number {
  const [first, second] = [parseIpv4(one), parseIpv4(other)];
  if (first !== null && second !== null) return first - second;
  return Number(first === null) - Number(second === null) || compareText(one, other);
}
