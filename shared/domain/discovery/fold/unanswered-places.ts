/** Whose a place may be at which no machine has answered yet. Everything here is a hint, never an identity. */
import { parseIpv4 } from '../ipv4.ts';
import { isPositive } from '../sighting.ts';
import { createDisjointSets } from './disjoint-sets.ts';
import { addTo, type Identities, only } from './identities.ts';
import type { PlaceReadings } from './place-owners.ts';
import { compareText, type Reading } from './read-sightings.ts';

type Owners = ReadonlyMap<string, readonly string[]>;
/** Eight base64 characters are 48 bits: enough to follow a beacon that one machine sent. */
const CERTIFICATE_START_CHARACTERS = 8;
/** A router that answers for others stands in the table with many addresses; a machine has one or two of IPv4. */
const IPV4_LIMIT = 2;

/** The owner of each place without an answer for which there is a good hint. */
export function unansweredOwners(
  places: readonly PlaceReadings[],
  answered: Owners,
  identities: Identities,
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const followed = beaconFollower(places, answered, identities);
  const byMac = macFollower(places, identities);
  const open = places.filter(({ answers }) => answers.length === 0);
  for (const each of open) {
    const owner = followed(each) ?? byMac(each);
    if (owner !== null) owners.set(each.place, owner);
  }
  const left = open.filter(({ place }) => !owners.has(place));
  for (const [place, owner] of announcedTogether(left, identities)) owners.set(place, owner);
  return owners;
}

/** To the machine whose UUID the beacon claims, or that announces itself by the same beacon at another address. */
function beaconFollower(places: readonly PlaceReadings[], answered: Owners, identities: Identities) {
  const owned = new Map<string, Set<string>>();
  for (const [place, ids] of answered) for (const id of ids) addTo(owned, id, place);
  const live = new Set(places.filter(isLive).map(({ place }) => place));
  const announcers = new Map<string, Set<string>>();
  for (const each of places) {
    const beacon = beaconAt(each);
    const [owner, rival] = answered.get(each.place) ?? [];
    if (beacon === null || owner === undefined || rival !== undefined) continue;
    const stated = identities.uuidsOf(owner);
    const fits = beacon.uuid === null || stated.size === 0 || stated.has(beacon.uuid);
    if (fits) addTo(announcers, signatureOf(beacon), owner);
  }
  return (each: PlaceReadings): string | null => {
    const beacon = beaconAt(each);
    if (beacon === null) return null;
    const sibling = hasSiblings(beacon) ? only(announcers.get(signatureOf(beacon))) : null;
    if (sibling !== null || beacon.uuid === null || identities.isUuidShared(beacon.uuid)) return sibling;
    const claimed = `uuid:${beacon.uuid}`;
    const isAway = ![...(owned.get(claimed) ?? [])].some((place) => live.has(place));
    const isStated = identities.uuidsOf(claimed).size > 0;
    return isStated && (isAway || showsCertificateOf(beacon, claimed, identities)) ? claimed : null;
  };
}

function isLive({ answers, others }: PlaceReadings): boolean {
  const answer = answers[0]?.sighting.seenAtMs ?? Number.NEGATIVE_INFINITY;
  const refusal = others.find(
    ({ sighting }) => sighting.source === 'node' && !isPositive(sighting.claims.answer),
  );
  return answer > (refusal?.sighting.seenAtMs ?? Number.NEGATIVE_INFINITY);
}

function beaconAt({ others }: PlaceReadings): Reading | null {
  return others.find(({ sighting }) => sighting.source === 'mdns') ?? null;
}

function hasSiblings({ sighting }: Reading): boolean {
  return (sighting.claims.addresses?.length ?? 0) > 1;
}

function signatureOf({ sighting, uuid }: Reading): string {
  const { hostname = null, addresses = [] } = sighting.claims;
  return JSON.stringify([sighting.port, uuid, hostname, ...addresses]);
}

function showsCertificateOf({ sighting }: Reading, id: string, identities: Identities): boolean {
  const start = sighting.claims.fingerprint ?? '';
  if (start.length < CERTIFICATE_START_CHARACTERS) return false;
  return [...identities.certificatesOf(id)].some((certificate) => certificate.startsWith(start));
}

/** To the machine that stated the MAC which the laptop's table now has at this address. */
function macFollower(places: readonly PlaceReadings[], identities: Identities) {
  const newest = new Map<string, Reading>();
  for (const { others } of places)
    for (const reading of others) {
      const { source, address, seenAtMs } = reading.sighting;
      if (source !== 'neighbour' || reading.macs.length !== 1) continue;
      const before = newest.get(address);
      if (before === undefined || before.sighting.seenAtMs < seenAtMs) newest.set(address, reading);
    }
  const addresses = new Map<string, Set<string>>();
  for (const [address, { macs }] of newest)
    if (parseIpv4(address) !== null) addTo(addresses, macs[0] ?? '', address);
  return ({ others }: PlaceReadings): string | null => {
    const mac = newest.get(others[0]?.sighting.address ?? '')?.macs[0];
    if (mac === undefined || (addresses.get(mac)?.size ?? 0) > IPV4_LIMIT) return null;
    return identities.ownerOfMac(mac);
  };
}

/** Machines that only announce themselves: by the UUID that nobody stated, else by one beacon with several addresses. */
function announcedTogether(open: readonly PlaceReadings[], identities: Identities) {
  const sets = createDisjointSets();
  const hostnames = new Map<string, Set<string>>();
  const beacons = open.flatMap((each) => beaconAt(each) ?? []);
  const claimOf = ({ uuid }: Reading): string | null =>
    uuid === null || identities.isUuidShared(uuid) || identities.uuidsOf(`uuid:${uuid}`).size > 0
      ? null
      : `uuid:${uuid}`;
  for (const beacon of beacons) {
    const claim = claimOf(beacon);
    if (claim !== null) addTo(hostnames, claim, beacon.sighting.claims.hostname ?? '');
    if (hasSiblings(beacon)) sets.join([signatureOf(beacon), beacon.place]);
  }
  const smallest = new Map<string, string>();
  for (const place of beacons.map((beacon) => beacon.place).sort(compareText)) {
    const set = sets.setOf(place);
    if (!smallest.has(set)) smallest.set(set, place);
  }
  return new Map(
    beacons.map((beacon) => {
      const claim = claimOf(beacon);
      // Two names under one UUID are two boards until they say themselves what they are.
      const isOne = claim !== null && hostnames.get(claim)?.size === 1;
      return [beacon.place, isOne ? claim : `addr:${smallest.get(sets.setOf(beacon.place))}`];
    }),
  );
}
