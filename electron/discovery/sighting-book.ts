/** The sightings of the current site: in memory for folding, on disk for the next start. */
import { createHash } from 'node:crypto';
import { type Endpoint, endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import { isPositive, type Sighting, type SightingSource } from '../../shared/domain/discovery/sighting.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { Clock, Log } from '../ports.ts';
import type { SightingStore } from './discovery-ports.ts';

/** A sighting before it has its id and time. */
export type Observation = Omit<Sighting, 'id' | 'seenAtMs' | 'firstSeenAtMs'>;

export interface SightingBook {
  all(): readonly Sighting[];
  /** Keeps it; the same claim at the same place is one sighting that becomes newer. Returns its id. */
  note(observation: Observation, seenAtMs?: number): string;
  forget(ids: readonly string[]): void;
  /** What the source last said of the place; null for nothing. */
  newestAt(source: SightingSource, place: Endpoint): Sighting | null;
  /** Writes down what is new since the last time. */
  flush(): void;
  /** Changes with every change of what is known, except for when the same was seen last. */
  readonly version: number;
  /** Changes when the newest word of a place was only said again. */
  readonly renewals: number;
  /** The time by which sightings are stamped. */
  nowMs(): number;
}

export interface BookPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: SightingStore;
  readonly siteId: () => string | null;
}

/** The same as on disk; a hospital has a few hundred. */
const SIGHTING_LIMIT = 5000;
/** So many go at once when there are too many, because finding out which takes a look at all of them. */
const MAKE_ROOM_FOR = 250;
/** What is heard again and again is written down again only this often; folding uses the time in memory. */
const WRITE_AGAIN_MS = 60_000;
/** A beacon heard longer ago than its pointer may live (75 minutes) says nothing about now. */
const BEACON_LIFE_MS = 4_500_000;
/** Known places are asked every 20 s, those of silent nodes every 2 minutes: what pauses longer begins anew. */
const UNBROKEN_MS = 150_000;

/** The book of whichever site `siteId` names at the time; empty while there is none. */
export function createSightingBook({ clock, log, store, siteId }: BookPorts): SightingBook {
  let site: string | null = null;
  let [version, renewals] = [0, 0];
  const sightings = new Map<string, Sighting>();
  /** The newest sighting of each source and place: said again, it tells nothing new. */
  const newest = new Map<string, string>();
  const pen = createPen(store, log);
  const open = (): string | null => {
    const now = siteId();
    if (now === site) return site;
    site = now;
    version++;
    sightings.clear();
    newest.clear();
    for (const sighting of pen.takeUp(site).filter((each) => !isOver(each, clock.now()))) {
      sightings.set(sighting.id, sighting);
      newest.set(placeOf(sighting), sighting.id);
    }
    return site;
  };
  const drop = (leaving: readonly Sighting[]): void => {
    for (const { id } of leaving) sightings.delete(id);
    forgetNewest(newest, leaving);
  };
  return {
    get version() {
      open();
      return version;
    },
    get renewals() {
      return renewals;
    },
    all: () => {
      open();
      return [...sightings.values()];
    },
    note: (observation, seenAtMs = clock.now()) => {
      const id = idOf(observation);
      if (open() === null) return id;
      const before = sightings.get(id);
      const sighting = { ...observation, id, ...timesOf(before, seenAtMs) };
      pen.add(sighting);
      // Back to the end: a Map keeps its order, so the first is the oldest.
      sightings.delete(sighting.id);
      sightings.set(sighting.id, sighting);
      const isSaidAgain = before !== undefined && newest.get(placeOf(sighting)) === id;
      const rival = sightings.get(newest.get(placeOf(sighting)) ?? '');
      if (rival === undefined || rival.seenAtMs <= seenAtMs) newest.set(placeOf(sighting), id);
      if (isSaidAgain) renewals++;
      else version++;
      if (sightings.size <= SIGHTING_LIMIT) return id;
      const leaving = leastWanted([...sightings.values()]).slice(0, MAKE_ROOM_FOR);
      drop(leaving);
      pen.lose(leaving);
      return id;
    },
    forget: (ids) => {
      open();
      const known = ids.flatMap((id) => sightings.get(id) ?? []);
      if (known.length === 0) return;
      drop(known);
      pen.strike(known);
      version++;
    },
    newestAt: (source, place) => {
      open();
      return sightings.get(newest.get(`${source} ${endpointOf(place)}`) ?? '') ?? null;
    },
    flush: () => {
      open();
      pen.write();
    },
    nowMs: () => clock.now(),
  };
}

function isOver({ source, seenAtMs }: Sighting, nowMs: number): boolean {
  return source === 'mdns' && nowMs - seenAtMs > BEACON_LIFE_MS;
}

/** Since when the same is seen without a pause: two machines that answer in turn are told by it. */
function timesOf(before: Sighting | undefined, nowMs: number): Pick<Sighting, 'seenAtMs' | 'firstSeenAtMs'> {
  if (before === undefined || nowMs - before.seenAtMs > UNBROKEN_MS) return { seenAtMs: nowMs };
  return { seenAtMs: nowMs, firstSeenAtMs: before.firstSeenAtMs ?? before.seenAtMs };
}

/** Writes sightings of one site down: together, and only when the disk would otherwise tell another story. */
function createPen(store: SightingStore, log: Log) {
  let site: string | null = null;
  const writtenAtMs = new Map<string, number>();
  /** The newest sighting of each source and place: when another becomes the newest, it is written. */
  const newest = new Map<string, string>();
  const unwritten = new Map<string, Sighting>();
  /** A full disk costs the memory of the next start, not the list of this one. */
  const tried = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      log.warn('sighting not kept', { code: error.failure.code });
      return false;
    }
  };
  /** No more is known of them here; what is on disk stays until the disk has newer ones. */
  const lose = (lost: readonly Sighting[]): void => {
    for (const map of [writtenAtMs, unwritten]) for (const { id } of lost) map.delete(id);
    forgetNewest(newest, lost);
  };
  return {
    takeUp: (next: string | null): readonly Sighting[] => {
      site = next;
      for (const map of [writtenAtMs, newest, unwritten]) map.clear();
      const stored = site === null ? [] : store.all(site);
      for (const sighting of stored) {
        writtenAtMs.set(sighting.id, sighting.seenAtMs);
        newest.set(placeOf(sighting), sighting.id);
      }
      return stored;
    },
    add: (sighting: Sighting): void => {
      const { id, seenAtMs } = sighting;
      const isStale = seenAtMs - (writtenAtMs.get(id) ?? 0) >= WRITE_AGAIN_MS;
      if (isStale || newest.get(placeOf(sighting)) !== id) unwritten.set(id, sighting);
      newest.set(placeOf(sighting), id);
    },
    strike: (struck: readonly Sighting[]): void => {
      const [from, ids] = [site, struck.map(({ id }) => id)];
      if (from !== null) tried(() => store.forget(from, ids));
      lose(struck);
    },
    lose,
    write: (): void => {
      const into = site;
      const fresh = [...unwritten.values()];
      if (into === null || fresh.length === 0 || !tried(() => store.keep(into, fresh))) return;
      for (const { id, seenAtMs } of fresh) writtenAtMs.set(id, seenAtMs);
      unwritten.clear();
    },
  };
}

function forgetNewest(newest: Map<string, string>, lost: readonly Sighting[]): void {
  for (const sighting of lost)
    if (newest.get(placeOf(sighting)) === sighting.id) newest.delete(placeOf(sighting));
}

/**
 * The oldest first of those that speak of places where no machine ever said what it is, then the oldest of all: a
 * flood of announcements pushes itself out, and not the nodes.
 */
function leastWanted(sightings: readonly Sighting[]): readonly Sighting[] {
  const isOfWord = ({ source, claims }: Sighting): boolean =>
    source === 'console' ||
    source === 'typed' ||
    (source === 'node' && isPositive(claims.answer) && claims.answer !== 'not-talos');
  const wanted = new Set(sightings.filter(isOfWord).map(endpointOf));
  const isWanted = (sighting: Sighting): boolean => wanted.has(endpointOf(sighting));
  return [...sightings.filter((each) => !isWanted(each)), ...sightings.filter(isWanted)];
}

function placeOf(observation: Observation): string {
  return `${observation.source} ${endpointOf(observation)}`;
}

/** The same for the same claim of the same source at the same place. */
function idOf({ source, address, port, claims }: Observation): string {
  const sorted = Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([source, address, port, sorted]))
    .digest('hex')
    .slice(0, 32);
}
