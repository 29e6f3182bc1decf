/**
 * Which sightings speak of the same machine. What a node said of itself decides; a beacon's claim only fills in
 * where the node said nothing and nothing speaks against it. Pure, and the same for every order of the input.
 */
import { endpointOf } from './endpoint.ts';
import { usableSerial, usableUuid } from './machine-ids.ts';
import type { NodeAnswerKind, Sighting } from './sighting.ts';

/** Sightings of one machine, newest first, under the best identity known. */
export interface Group {
  /** `uuid:…`, `serial:…` or `addr:address:port`. */
  readonly id: string;
  readonly sightings: readonly Sighting[];
  /** Places where this machine was the last to answer or to be expected, as `address:port`. */
  readonly endpoints: ReadonlySet<string>;
}

/** Whether a machine stood behind the port, whatever it is. */
export function isPositive(answer: NodeAnswerKind | undefined): boolean {
  return answer !== undefined && answer !== 'silent' && answer !== 'closed';
}

/** Newest first; equal times by id, so that the order of the input never matters. */
export function newestFirst(sightings: Iterable<Sighting>): readonly Sighting[] {
  return [...sightings].sort(
    (one, other) =>
      other.seenAtMs - one.seenAtMs ||
      compareText(one.id, other.id) ||
      compareText(endpointOf(one), endpointOf(other)),
  );
}

export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Every sighting in exactly one group. */
export function groupSightings(sightings: readonly Sighting[]): readonly Group[] {
  const ordered = newestFirst(sightings);
  const said = saidIdentities(ordered);
  const owners = ownersOf(ordered, said);
  const groups = new Map<string, Sighting[]>();
  for (const sighting of ordered) {
    const id = said(sighting) ?? owners.get(endpointOf(sighting)) ?? `addr:${endpointOf(sighting)}`;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [sighting]);
    else group.push(sighting);
  }
  return [...groups].map(([id, members]) => ({
    id,
    sightings: members,
    endpoints: new Set(members.map(endpointOf).filter((endpoint) => owners.get(endpoint) === id)),
  }));
}

/** How to read from a sighting the identity that the node itself stated; null when it stated none. */
function saidIdentities(ordered: readonly Sighting[]): (sighting: Sighting) => string | null {
  const serialsOfUuid = new Map<string, Set<string>>();
  const uuidsOfSerial = new Map<string, Set<string>>();
  for (const { source, claims } of ordered) {
    const uuid = usableUuid(claims.uuid);
    const serial = usableSerial(claims.serial);
    if (source !== 'node' || uuid === null || serial === null) continue;
    addTo(serialsOfUuid, uuid, serial);
    addTo(uuidsOfSerial, serial, uuid);
  }
  // Two boards with one UUID exist (cloned firmware): then only the serial number tells them apart.
  const isShared = (uuid: string): boolean => (serialsOfUuid.get(uuid)?.size ?? 0) > 1;
  return ({ source, claims }) => {
    if (source !== 'node') return null;
    const uuid = usableUuid(claims.uuid);
    if (uuid !== null && !isShared(uuid)) return `uuid:${uuid}`;
    const serial = usableSerial(claims.serial);
    if (serial === null) return null;
    const uuids = [...(uuidsOfSerial.get(serial) ?? [])].filter((known) => !isShared(known));
    if (uuids.length === 0) return `serial:${serial}`;
    return uuids.length === 1 ? `uuid:${uuids[0]}` : null;
  };
}

/** Which machine each endpoint belongs to now. */
function ownersOf(
  ordered: readonly Sighting[],
  said: (sighting: Sighting) => string | null,
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const stated = new Set<string>();
  for (const sighting of ordered) {
    const id = said(sighting);
    if (id === null) continue;
    stated.add(id);
    if (!owners.has(endpointOf(sighting))) owners.set(endpointOf(sighting), id);
  }
  const claims = claimsAt(ordered, owners);
  const certificates = certificatesOf(ordered);
  for (const [uuid, endpoints] of claims) {
    for (const endpoint of believable(endpoints, certificates, stated.has(`uuid:${uuid}`)))
      owners.set(endpoint, `uuid:${uuid}`);
  }
  for (const sighting of ordered) {
    const endpoint = endpointOf(sighting);
    if (!owners.has(endpoint)) owners.set(endpoint, `addr:${endpoint}`);
  }
  return owners;
}

/** Endpoints without a stated identity, by the UUID that the newest beacon claims for them. */
function claimsAt(
  ordered: readonly Sighting[],
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const claimed = new Map<string, Set<string>>();
  const decided = new Set<string>();
  for (const sighting of ordered) {
    const endpoint = endpointOf(sighting);
    const uuid = usableUuid(sighting.claims.uuid);
    if (sighting.source !== 'mdns' || uuid === null || owners.has(endpoint) || decided.has(endpoint))
      continue;
    decided.add(endpoint);
    addTo(claimed, uuid, endpoint);
  }
  return claimed;
}

/** The certificate behind each endpoint that ever answered, newest; the endpoint itself where none was shown. */
function certificatesOf(ordered: readonly Sighting[]): ReadonlyMap<string, string> {
  const certificates = new Map<string, string>();
  for (const sighting of ordered) {
    const endpoint = endpointOf(sighting);
    if (sighting.source !== 'node' || !isPositive(sighting.claims.answer) || certificates.has(endpoint))
      continue;
    certificates.set(endpoint, sighting.claims.fingerprint ?? endpoint);
  }
  return certificates;
}

/**
 * The endpoints for which the claim may be followed. Where something answered, it must not contradict: not a
 * machine that stated this UUID elsewhere, and not a second certificate under the same claim.
 */
function believable(
  endpoints: ReadonlySet<string>,
  certificates: ReadonlyMap<string, string>,
  isStatedElsewhere: boolean,
): readonly string[] {
  const shown = new Set(
    [...endpoints].map((endpoint) => certificates.get(endpoint)).filter((each) => each !== undefined),
  );
  const contradicts = isStatedElsewhere || shown.size > 1;
  return [...endpoints].filter((endpoint) => !certificates.has(endpoint) || !contradicts);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}
