/**
 * Which UUIDs and serial numbers are on several boards. Firmware is cloned and fields are filled in by nobody, so an
 * id counts only while nothing proves that two machines carry it.
 */
import { createDisjointSets } from './disjoint-sets.ts';
import type { Reading } from './read-sightings.ts';

export interface SharedIds {
  readonly uuids: ReadonlySet<string>;
  readonly serials: ReadonlySet<string>;
}

/** `spoken` holds what machines said of themselves; `isLive` whether nothing newer was heard at that place. */
export function sharedIds(spoken: readonly Reading[], isLive: (reading: Reading) => boolean): SharedIds {
  const uuids = new Set<string>();
  for (const [uuid, all] of groupBy(spoken, ({ uuid: key }) => key))
    if (all.length > 1 && isUuidOfSeveral(all, isLive)) uuids.add(uuid);
  const serials = new Set<string>();
  for (const [serial, all] of groupBy(spoken, ({ serial: key }) => key))
    if (all.length > 1 && isSerialOfSeveral(all, uuids)) serials.add(serial);
  return { uuids, serials };
}

/** The serial number tells boards with one UUID apart; where there is none the MACs do, and last the certificate. */
function isUuidOfSeveral(all: readonly Reading[], isLive: (reading: Reading) => boolean): boolean {
  const serials = new Set(all.flatMap(({ serial }) => serial ?? []));
  if (serials.size > 1) return true;
  const withMacs = all.filter(({ macs }) => macs.length > 0);
  const keysOf = ({ macs, serial }: Reading) => [...macs, ...(serial === null ? [] : [`serial ${serial}`])];
  if (countSets(withMacs, keysOf) > 1) return true;
  // Certificates that followed each other at one place are one machine's, which renews its certificate.
  const lineage = all.filter(
    ({ macs, serial, speaks, certificate }) =>
      macs.length === 0 && serial === null && speaks === 'wire' && certificate !== null,
  );
  const placed = ({ place, certificate }: Reading) => [`place ${place}`, `certificate ${certificate}`];
  return countSets(lineage, placed, isLive) > 1;
}

/** Two machines when their UUIDs differ, or when they have no network port in common and no UUID either. */
function isSerialOfSeveral(all: readonly Reading[], sharedUuids: ReadonlySet<string>): boolean {
  const uuidOf = ({ uuid }: Reading) => (uuid === null || sharedUuids.has(uuid) ? [] : [`uuid ${uuid}`]);
  const keysOf = (reading: Reading) => [...uuidOf(reading), ...reading.macs];
  const hasMacs = ({ macs }: Reading): boolean => macs.length > 0;
  return (
    countSets(all, keysOf, (reading) => uuidOf(reading).length > 0) > 1 || countSets(all, keysOf, hasMacs) > 1
  );
}

/** How many sets the readings fall into that share no key; only those sets that hold a reading that counts. */
function countSets(
  readings: readonly Reading[],
  keysOf: (reading: Reading) => readonly string[],
  counts: (reading: Reading) => boolean = () => true,
): number {
  const sets = createDisjointSets();
  for (const reading of readings) sets.join(keysOf(reading));
  const found = readings
    .filter(counts)
    .flatMap((reading) => keysOf(reading).slice(0, 1))
    .map(sets.setOf);
  return new Set(found).size;
}

/** The values under each key; those without one are left out. */
export function groupBy<T>(
  values: readonly T[],
  keyOf: (value: T) => string | null,
): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
