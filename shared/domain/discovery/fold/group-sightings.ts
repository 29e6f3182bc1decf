/**
 * Which sightings speak of the same machine. What a machine said of itself decides; the word of others only fills in
 * where it said nothing and nothing speaks against it. Pure, and the same for every order of the input.
 */
import { isPositive, type Sighting } from '../sighting.ts';
import { consoleOwners } from './console-owners.ts';
import { type Identities, identitiesOf } from './identities.ts';
import { type PlaceOwners, placeOwners } from './place-owners.ts';
import { type Reading, readSightings } from './read-sightings.ts';

/** Sightings of one machine, newest first, under the best identity known. */
export interface Group {
  /** `uuid:…`, `serial:…`, `mac:…`, `addr:address:port` or `console:path`. */
  readonly id: string;
  readonly sightings: readonly Sighting[];
  /** Places where this machine was the last to answer or to be expected, as `endpointOf` writes them. */
  readonly endpoints: ReadonlySet<string>;
  /** Those of them at which another machine answers in turn. */
  readonly contested: ReadonlySet<string>;
  /** The serial port on which it was the last to print; null when there is none. */
  readonly consolePort: string | null;
}

/** Every sighting in exactly one group. */
export function groupSightings(sightings: readonly Sighting[]): readonly Group[] {
  const readings = readSightings(sightings);
  const identities = identitiesOf(
    readings.filter(({ speaks }) => speaks !== null),
    newestAnswers(readings),
  );
  const owners = placeOwners(readings, identities);
  const printedBy = consoleOwners(readings, identities, owners);
  const groups = new Map<string, GroupDraft>();
  for (const reading of readings) {
    const id = reading.speaks === 'console' ? printedBy(reading) : wireOwner(reading, identities, owners);
    const group = groups.get(id) ?? draftOf(id);
    groups.set(id, group);
    group.sightings.push(reading.sighting);
  }
  takePlaces(groups, readings, owners);
  for (const [path, owner] of newestPrinters(readings, printedBy)) {
    const group = groups.get(owner);
    if (group !== undefined) group.consolePort ??= path;
  }
  return [...groups.values()];
}

interface GroupDraft extends Group {
  readonly sightings: Sighting[];
  readonly endpoints: Set<string>;
  readonly contested: Set<string>;
  consolePort: string | null;
}
function draftOf(id: string): GroupDraft {
  return { id, sightings: [], endpoints: new Set(), contested: new Set(), consolePort: null };
}

/** Tells whether an answer is the last that was heard at its place. */
function newestAnswers(readings: readonly Reading[]): (reading: Reading) => boolean {
  const newest = new Map<string, Reading>();
  for (const reading of readings)
    if (reading.sighting.source === 'node' && !newest.has(reading.place)) newest.set(reading.place, reading);
  return (reading) => isPositive(reading.sighting.claims.answer) && newest.get(reading.place) === reading;
}

function wireOwner(reading: Reading, identities: Identities, owners: PlaceOwners): string {
  const { place } = reading;
  if (reading.speaks === 'wire') return identities.of(reading) ?? owners.anonymousAt(place);
  const [owner = `addr:${place}`, ...inTurn] = owners.at(place);
  if (reading.sighting.source !== 'mdns' || reading.uuid === null) return owner;
  const { uuid } = reading;
  const meant = [owner, ...inTurn].find((id) => identities.uuidsOf(id).has(uuid));
  if (meant !== undefined) return meant;
  // A beacon that names another machine than the one which answers here speaks of neither.
  return identities.uuidsOf(owner).size > 0 ? `claim:${place}` : owner;
}

function takePlaces(
  groups: ReadonlyMap<string, GroupDraft>,
  readings: readonly Reading[],
  owners: PlaceOwners,
): void {
  const places = new Set(readings.filter(({ speaks }) => speaks !== 'console').map(({ place }) => place));
  for (const place of places) {
    const at = owners.at(place);
    for (const id of at) {
      groups.get(id)?.endpoints.add(place);
      if (at.length > 1) groups.get(id)?.contested.add(place);
    }
  }
}

/** Who printed last on each serial port, the newest first. */
function newestPrinters(
  readings: readonly Reading[],
  printedBy: (reading: Reading) => string,
): ReadonlyMap<string, string> {
  const printers = new Map<string, string>();
  for (const reading of readings) {
    const { source, address } = reading.sighting;
    if (source === 'console' && !printers.has(address)) printers.set(address, printedBy(reading));
  }
  return printers;
}
