/** The sightings of the current site: in memory for folding, on disk for the next start. */
import { createHash } from 'node:crypto';
import { endpointOf } from '../../shared/domain/discovery/group-sightings.ts';
import type { Sighting } from '../../shared/domain/discovery/sighting.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { Clock, Log } from '../ports.ts';
import type { SightingStore } from './discovery-ports.ts';

/** A sighting before it has its id and time. */
export type Observation = Omit<Sighting, 'id' | 'seenAtMs'>;

export interface SightingBook {
  all(): readonly Sighting[];
  /** Keeps it; the same claim at the same place is one sighting that becomes newer. Returns its id. */
  note(observation: Observation): string;
  forget(ids: readonly string[]): void;
  /** Changes with every change of what is known. */
  readonly version: number;
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

/** The book of whichever site `siteId` names at the time; empty while there is none. */
export function createSightingBook({ clock, log, store, siteId }: BookPorts): SightingBook {
  let site: string | null = null;
  let version = 0;
  const sightings = new Map<string, Sighting>();
  const writtenAtMs = new Map<string, number>();
  /** The newest sighting of each source and place: when it changes, its order matters and it is written. */
  const newest = new Map<string, string>();

  const open = (): string | null => {
    const now = siteId();
    if (now === site) return site;
    site = now;
    version++;
    for (const map of [sightings, writtenAtMs, newest]) map.clear();
    const stored = site === null ? [] : store.all(site);
    for (const sighting of stored) {
      if (sighting.source === 'mdns' && clock.now() - sighting.seenAtMs > BEACON_LIFE_MS) continue;
      sightings.set(sighting.id, sighting);
      writtenAtMs.set(sighting.id, sighting.seenAtMs);
      newest.set(placeOf(sighting), sighting.id);
    }
    return site;
  };
  /** A full disk costs the memory of the next start, not the list of this one. */
  const isWritten = (write: () => void): boolean => {
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
    get version() {
      open();
      return version;
    },
    all: () => {
      open();
      return [...sightings.values()];
    },
    note: (observation) => {
      const sighting = { ...observation, id: idOf(observation), seenAtMs: clock.now() };
      const { id, seenAtMs } = sighting;
      const current = open();
      if (current === null) return id;
      const isOrderChanged = newest.get(placeOf(sighting)) !== id;
      const isStale = seenAtMs - (writtenAtMs.get(id) ?? 0) >= WRITE_AGAIN_MS;
      if ((isOrderChanged || isStale) && isWritten(() => store.keep(current, [sighting]))) {
        writtenAtMs.set(id, seenAtMs);
        newest.set(placeOf(sighting), id);
      }
      // Back to the end: a Map keeps its order, so the first is the oldest.
      sightings.delete(id);
      sightings.set(id, sighting);
      for (const [oldest] of sightings) {
        if (sightings.size <= SIGHTING_LIMIT) break;
        sightings.delete(oldest);
      }
      version++;
      return id;
    },
    forget: (ids) => {
      const current = open();
      const known = ids.filter((id) => sightings.delete(id));
      if (current === null || known.length === 0) return;
      isWritten(() => store.forget(current, known));
      for (const id of known) writtenAtMs.delete(id);
      version++;
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
