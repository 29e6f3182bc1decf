/** The sightings of the current site: in memory for folding, on disk for the next start. */
import { createHash } from 'node:crypto';
import { endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import type { Sighting } from '../../shared/domain/discovery/sighting.ts';
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
/** What is heard again and again is written down again only this often; folding uses the time in memory. */
const WRITE_AGAIN_MS = 60_000;
/** A beacon heard longer ago than its pointer may live (75 minutes) says nothing about now. */
const BEACON_LIFE_MS = 4_500_000;
/** Known places are asked every 20 s, those of silent nodes every 2 minutes: what pauses longer begins anew. */
const UNBROKEN_MS = 150_000;

/** The book of whichever site `siteId` names at the time; empty while there is none. */
export function createSightingBook({ clock, log, store, siteId }: BookPorts): SightingBook {
  let site: string | null = null;
  let version = 0;
  let renewals = 0;
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
    for (const sighting of pen.takeUp(site)) {
      if (sighting.source === 'mdns' && clock.now() - sighting.seenAtMs > BEACON_LIFE_MS) continue;
      sightings.set(sighting.id, sighting);
      newest.set(placeOf(sighting), sighting.id);
    }
    return site;
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
      for (const [oldest] of sightings) {
        if (sightings.size <= SIGHTING_LIMIT) break;
        sightings.delete(oldest);
      }
      const isSaidAgain = before !== undefined && newest.get(placeOf(sighting)) === id;
      const rival = sightings.get(newest.get(placeOf(sighting)) ?? '');
      if (rival === undefined || rival.seenAtMs <= seenAtMs) newest.set(placeOf(sighting), id);
      if (isSaidAgain) renewals++;
      else version++;
      return sighting.id;
    },
    forget: (ids) => {
      open();
      const known = ids.flatMap((id) => sightings.get(id) ?? []);
      if (known.length === 0) return;
      for (const sighting of known) {
        sightings.delete(sighting.id);
        if (newest.get(placeOf(sighting)) === sighting.id) newest.delete(placeOf(sighting));
      }
      pen.strike(known.map(({ id }) => id));
      version++;
    },
    flush: () => {
      open();
      pen.write();
    },
    nowMs: () => clock.now(),
  };
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
    strike: (ids: readonly string[]): void => {
      const from = site;
      if (from !== null) tried(() => store.forget(from, ids));
      for (const map of [writtenAtMs, unwritten]) for (const id of ids) map.delete(id);
    },
    write: (): void => {
      const into = site;
      const fresh = [...unwritten.values()];
      if (into === null || fresh.length === 0 || !tried(() => store.keep(into, fresh))) return;
      for (const { id, seenAtMs } of fresh) writtenAtMs.set(id, seenAtMs);
      unwritten.clear();
    },
  };
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
