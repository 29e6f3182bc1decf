/** Folds raw observations into the machines behind them. The one function you want is `foldSightings`. */
import type { Fact, NodeView } from '../nodes/node-view.ts';
import { endpointOf } from './endpoint.ts';
import { compareText, type Group, groupSightings, isPositive } from './group-sightings.ts';
import { usableSerial, usableUuid } from './machine-ids.ts';
import type { Claims, NodeAnswerKind, Sighting, SightingSource } from './sighting.ts';

/** One machine as observed, before the plan and the bindings are laid over it. */
export type Machine = Omit<
  NodeView,
  'name' | 'slotId' | 'candidateSlotIds' | 'stage' | 'identified' | 'lock'
> & {
  /** Everywhere that it was last seen, as `address:port`; the best place first. */
  readonly endpoints: readonly string[];
};

/** Two places that answered within this time count as answering together: a few rounds of asking known nodes. */
const STEADY_MS = 90_000;

/** What a beacon may tell where the node itself said nothing. Serial, MACs and certificate are never taken from it. */
const beaconMayTell = [
  'hostname',
  'uuid',
  'talosVersion',
  'stage',
] as const satisfies readonly (keyof Claims)[];
const sourceOrder: readonly SightingSource[] = ['node', 'mdns', 'known', 'sweep', 'typed'];

/** Every machine once, by address; the same for every order of the input. */
export function foldSightings(sightings: readonly Sighting[]): readonly Machine[] {
  return groupSightings(sightings)
    .filter(isEvidence)
    .map(machineOf)
    .sort((one, other) => compareAddress(one.address, other.address) || compareText(one.id, other.id));
}

/** A question that nobody answered makes no machine; a beacon, an answer, or a typed address that refuses does. */
function isEvidence({ sightings }: Group): boolean {
  if (sightings.some(({ source, claims }) => source === 'mdns' || isPositive(claims.answer))) return true;
  const newest = sightings.find(({ source }) => source === 'node');
  return newest?.claims.answer === 'closed' && sightings.some(({ source }) => source === 'typed');
}

function machineOf(group: Group): Machine {
  const best = bestPlace(group);
  const { sightings } = group;
  return {
    id: group.id,
    answer: best.answer,
    address: best.sighting.address,
    port: best.sighting.port,
    hostname: factOf(sightings, 'hostname', (text) => text),
    serial: factOf(sightings, 'serial', (text) => (usableSerial(text) === null ? undefined : text)),
    uuid: factOf(sightings, 'uuid', (text) => usableUuid(text) ?? undefined),
    product: factOf(sightings, 'product', (text) => text),
    macs: factOf(sightings, 'macs', (macs) => (macs.length === 0 ? undefined : macs)),
    talosVersion: factOf(sightings, 'talosVersion', (text) => text),
    machineStage: factOf(sightings, 'stage', (text) => text),
    fingerprint: factOf(sightings, 'fingerprint', (text) => text),
    sources: sourceOrder.filter((source) => sightings.some((sighting) => sighting.source === source)),
    lastSeenAtMs: lastSeen(sightings),
    presence: 'here',
    places: [],
    consolePort: null,
    consoleFingerprint: null,
    managed: null,
    earlier: null,
    endpoints: [...new Set([endpointOf(best.sighting), ...[...group.endpoints].sort(compareText)])],
  };
}

/** The place where it answered last, else where it was seen last; a place that another machine took is silent. */
function bestPlace({ sightings, endpoints }: Group): { sighting: Sighting; answer: NodeAnswerKind } {
  const here = sightings.filter((sighting) => endpoints.has(endpointOf(sighting)));
  const newestAnswers = new Map<string, Sighting>();
  for (const sighting of here) {
    const endpoint = endpointOf(sighting);
    if (sighting.source === 'node' && !newestAnswers.has(endpoint)) newestAnswers.set(endpoint, sighting);
  }
  const answers = [...newestAnswers.values()];
  const sighting =
    steadiest(answers.filter(({ claims }) => isPositive(claims.answer))) ??
    // Not answering now: still best known by where it once did.
    here.find(({ source, claims }) => source === 'node' && isPositive(claims.answer)) ??
    here.find(({ source }) => source === 'mdns') ??
    here[0] ??
    sightings[0];
  if (sighting === undefined) throw new Error('a group without sightings');
  return { sighting, answer: newestAnswers.get(endpointOf(sighting))?.claims.answer ?? 'silent' };
}

/** Of the places that answered lately the first by name, so that a machine with two addresses does not flicker. */
function steadiest(answers: readonly Sighting[]): Sighting | undefined {
  const newestMs = answers[0]?.seenAtMs ?? 0;
  return answers
    .filter(({ seenAtMs }) => newestMs - seenAtMs <= STEADY_MS)
    .sort((one, other) => compareText(endpointOf(one), endpointOf(other)))[0];
}

/** The newest value that the node stated, else the newest that its beacon claimed. */
function factOf<K extends keyof Claims>(
  sightings: readonly Sighting[],
  key: K,
  accept: (value: NonNullable<Claims[K]>) => NonNullable<Claims[K]> | undefined,
): Fact<NonNullable<Claims[K]>> | null {
  const mayBeacon = beaconMayTell.some((name) => name === key);
  for (const source of mayBeacon ? (['node', 'mdns'] as const) : (['node'] as const)) {
    for (const sighting of sightings) {
      const isSource =
        sighting.source === source && (source === 'mdns' || isPositive(sighting.claims.answer));
      const raw = isSource ? sighting.claims[key] : undefined;
      const value = raw === undefined ? undefined : accept(raw);
      if (value !== undefined) return { value, source, learntAtMs: sighting.seenAtMs };
    }
  }
  return null;
}

function lastSeen(sightings: readonly Sighting[]): number {
  const alive = sightings.find(
    ({ source, claims }) =>
      source === 'mdns' || source === 'sweep' || (source === 'node' && claims.answer !== 'silent'),
  );
  return (alive ?? sightings[0])?.seenAtMs ?? 0;
}

function compareAddress(one: string, other: string): number {
  const key = (address: string): string =>
    address
      .split('.')
      .map((part) => part.padStart(3, '0'))
      .join('.');
  return compareText(key(one), key(other));
}
