/**
 * Under which id a machine is known by what it said of itself: UUID, else serial number, else network ports, else a
 * certificate that a known machine showed. Each saying is judged by itself against what all others prove, so that
 * one liar who names two machines cannot make them one.
 */
import { createDisjointSets } from './disjoint-sets.ts';
import { compareText, type Reading } from './read-sightings.ts';
import { groupBy, type SharedIds, sharedIds } from './shared-ids.ts';

export interface Identities {
  /** `uuid:…`, `serial:…` or `mac:…`; null when it said nothing that tells machines apart. */
  of(reading: Reading): string | null;
  isUuidShared(uuid: string): boolean;
  /** UUIDs that the machine of this id stated. */
  uuidsOf(id: string): ReadonlySet<string>;
  /** The one machine that stated this MAC; null for none and for several. */
  ownerOfMac(mac: string): string | null;
  /** Every certificate that the machine of this id showed. */
  certificatesOf(id: string): ReadonlySet<string>;
}

/** Judges all that machines said of themselves. */
export function identitiesOf(spoken: readonly Reading[], isLive: (reading: Reading) => boolean): Identities {
  const shared = sharedIds(spoken, isLive);
  const strong = strongIds(spoken, shared);
  const wire = spoken.filter(({ speaks }) => speaks === 'wire');
  const stated = statedBy(wire, strong);
  const macOwners = ownersOf(wire, strong, ({ macs }) => macs);
  const clusters = clusterByMac(wire.filter((reading) => strong(reading) === null));
  const byPorts = (reading: Reading): string | null => {
    if (reading.macs.length === 0) return null;
    const owners = new Set(reading.macs.flatMap((mac) => only(macOwners.get(mac)) ?? []));
    const owner = only(owners);
    return owner !== null && isCompatible(reading, stated.get(owner)) ? owner : clusters(reading);
  };
  const byOwnWord = memoised((reading) => strong(reading) ?? byPorts(reading));
  const certificateOwners = ownersOf(wire, byOwnWord, certificateOf);
  const certificates = new Map<string, Set<string>>();
  for (const reading of wire) {
    const id = byOwnWord(reading);
    if (id !== null && reading.certificate !== null) addTo(certificates, id, reading.certificate);
  }
  const byCertificate = (reading: Reading): string | null => {
    const owner = reading.certificate === null ? null : only(certificateOwners.get(reading.certificate));
    const isBelieved = reading.speaks === 'console' || isCompatible(reading, stated.get(owner ?? ''));
    return isBelieved ? owner : null;
  };
  return {
    // What the console printed is tied to the network by the certificate before anything else.
    of: memoised((reading) => {
      if (reading.speaks === null) return null;
      if (reading.speaks === 'console') return byCertificate(reading) ?? strong(reading);
      return byOwnWord(reading) ?? byCertificate(reading);
    }),
    isUuidShared: (uuid) => shared.uuids.has(uuid),
    uuidsOf: (id) => stated.get(id)?.uuids ?? none,
    ownerOfMac: (mac) => {
      const owners = macOwners.get(mac);
      return owners === undefined ? clusters.ofMac(mac) : only(owners);
    },
    certificatesOf: (id) => certificates.get(id) ?? none,
  };
}

const none: ReadonlySet<string> = new Set();

function strongIds(spoken: readonly Reading[], shared: SharedIds): (reading: Reading) => string | null {
  const uuidsOfSerial = new Map<string, Set<string>>();
  for (const { uuid, serial } of spoken)
    if (uuid !== null && serial !== null && !shared.uuids.has(uuid)) addTo(uuidsOfSerial, serial, uuid);
  return ({ uuid, serial }) => {
    if (uuid !== null && !shared.uuids.has(uuid)) return `uuid:${uuid}`;
    if (serial === null || shared.serials.has(serial)) return null;
    const known = only(uuidsOfSerial.get(serial));
    return known === null ? `serial:${serial}` : `uuid:${known}`;
  };
}

interface Stated {
  readonly uuids: Set<string>;
  readonly serials: Set<string>;
}
function statedBy(
  wire: readonly Reading[],
  idOf: (reading: Reading) => string | null,
): ReadonlyMap<string, Stated> {
  const stated = new Map<string, Stated>();
  for (const reading of wire) {
    const id = idOf(reading);
    if (id === null) continue;
    const known = stated.get(id) ?? { uuids: new Set<string>(), serials: new Set<string>() };
    stated.set(id, known);
    if (reading.uuid !== null) known.uuids.add(reading.uuid);
    if (reading.serial !== null) known.serials.add(reading.serial);
  }
  return stated;
}

/** Whether nothing in the reading speaks against its being this machine. */
function isCompatible({ uuid, serial }: Reading, stated: Stated | undefined): boolean {
  if (stated === undefined) return true;
  const fits = (value: string | null, known: ReadonlySet<string>): boolean =>
    value === null || known.size === 0 || known.has(value);
  return fits(uuid, stated.uuids) && fits(serial, stated.serials);
}

/** Machines that stated no usable UUID or serial number, by the ports that all their sayings have in common. */
function clusterByMac(weak: readonly Reading[]) {
  const withMacs = weak.filter(({ macs }) => macs.length > 0);
  const sets = createDisjointSets();
  for (const { macs } of withMacs) sets.join(macs);
  const common = new Map<string, string>();
  for (const [set, members] of groupBy(withMacs, ({ macs }) => sets.setOf(macs[0] ?? ''))) {
    const lists = new Set(members.map(({ macs }) => [...new Set(macs)].sort(compareText).join(' ')));
    const counts = new Map<string, number>();
    for (const list of lists) for (const mac of list.split(' ')) counts.set(mac, (counts.get(mac) ?? 0) + 1);
    // Without one in common some saying ties ports of different machines together: then each stands for itself.
    const core = [...counts].filter(([, count]) => count === lists.size).map(([mac]) => mac);
    const smallest = core.sort(compareText)[0];
    if (smallest !== undefined) common.set(set, smallest);
  }
  const ofMacs = (macs: readonly string[]): string =>
    `mac:${common.get(sets.setOf(macs[0] ?? '')) ?? [...macs].sort(compareText)[0]}`;
  const known = new Set(withMacs.flatMap(({ macs }) => macs));
  const ofMac = (mac: string): string | null => (known.has(mac) ? ofMacs([mac]) : null);
  return Object.assign((reading: Reading) => ofMacs(reading.macs), { ofMac });
}

function ownersOf(
  readings: readonly Reading[],
  idOf: (reading: Reading) => string | null,
  keysOf: (reading: Reading) => readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const reading of readings) {
    const id = idOf(reading);
    if (id !== null) for (const key of keysOf(reading)) addTo(owners, key, id);
  }
  return owners;
}

function certificateOf({ certificate }: Reading): readonly string[] {
  return certificate === null ? [] : [certificate];
}

/** The only value; null for none and for several. */
export function only(values: ReadonlySet<string> | undefined): string | null {
  if (values === undefined || values.size !== 1) return null;
  const [value = null] = values;
  return value;
}

export function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}

function memoised(judge: (reading: Reading) => string | null): (reading: Reading) => string | null {
  const known = new Map<Reading, string | null>();
  return (reading) => {
    const before = known.get(reading);
    if (before !== undefined) return before;
    const id = judge(reading);
    known.set(reading, id);
    return id;
  };
}
