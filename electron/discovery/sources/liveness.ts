/**
 * Whether the nodes in the list are still there: one light connect to each every 4 s. Two misses in a row lead to a
 * real look; only what that finds silent, and what no longer announces itself, leaves the list.
 */
import { type Endpoint, endpointOf, parseEndpoint } from '../../../shared/domain/discovery/endpoint.ts';
import { isPositive } from '../../../shared/domain/discovery/sighting.ts';
import type { PlacedNode } from '../../../shared/domain/nodes/place-nodes.ts';
import type { Clock, Log } from '../../ports.ts';
import type { LookQueue } from '../look-queue.ts';
import type { NodeShelf } from '../node-shelf.ts';
import type { Reach } from '../reach.ts';
import type { SightingBook } from '../sighting-book.ts';
import type { Prober } from '../sweep/sweep-ports.ts';
import { createPlaceIndex } from './place-index.ts';

export interface LivenessPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly prober: Prober;
  readonly queue: LookQueue;
  readonly shelf: NodeShelf;
  readonly book: Pick<SightingBook, 'version'>;
  readonly reach: () => Reach;
  /** The node no longer answers at these places: whether it still announces itself there is in doubt. */
  readonly doubt: (addresses: readonly string[]) => void;
}
export interface Liveness {
  /** Until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /** Everything is due now: the laptop slept, or its network changed. */
  hurry(): void;
}

/** With the tick, each node is asked at least every 4 s. */
const DUE_AFTER_MS = 3500;
const TICK_MS = 500;
const AT_ONCE = 16;
/** Connects begun in one tick: 256 nodes in 4 s; more nodes have their turn less often. */
const PER_TICK = 32;
/** A node on site answers in milliseconds, one behind a router in tens. One SYN each. */
const FIRST_MS = 750;
const SECOND_MS = 900;
/** The second connect begins this long after the first, however soon that failed. */
const APART_MS = 1000;
/**
 * How long the look that decides waits for a node that two connects have missed. In all: 4 s until it is asked,
 * 1 s and 0.9 s for two connects, 2 s for this look; within 8 s it has left the list.
 */
const PATIENCE_MS = 2000;
/** A node that went is expected back for so long, each time within 4 s; after that it is a silent place like others. */
const EXPECTED_BACK_MS = 600_000;
/** Something that connects and tells nothing is looked at again only this often. */
const LOOK_AGAIN_MS = 20_000;
/** Every so many misses an announcement that still stands is doubted again: once a minute. */
const DOUBT_EVERY = 15;

/** The ports, with what the list says of a place. */
interface Around extends LivenessPorts {
  readonly known: ReturnType<typeof createPlaceIndex>;
}

interface Watched {
  readonly endpoint: Endpoint;
  misses: number;
  probedAtMs: number;
  aliveAtMs: number;
  lookedAtMs: number;
  isUnderWay: boolean;
}

export function createLiveness(ports: LivenessPorts): Liveness {
  const { clock, log } = ports;
  const around: Around = { ...ports, known: createPlaceIndex(ports.shelf, ports.book) };
  const watched = new Map<string, Watched>();
  let underWay = 0;
  let left = 0;
  const fill = (signal: AbortSignal): void => {
    const due = [...watched.values()]
      .filter((each) => !each.isUnderWay && clock.now() - each.probedAtMs >= DUE_AFTER_MS)
      .sort((one, other) => one.probedAtMs - other.probedAtMs);
    const mayAsk = ports.reach();
    for (const each of due) {
      if (underWay >= AT_ONCE || left <= 0 || signal.aborted) return;
      if (mayAsk(each.endpoint.address) !== 'yes') continue;
      underWay++;
      left--;
      void watchOnce(each, around, signal)
        .catch((error: unknown) => {
          if (!signal.aborted) log.bug('liveness', error);
        })
        .finally(() => {
          underWay--;
          // Only when somebody waited for the place: otherwise the next tick is soon enough.
          if (underWay === AT_ONCE - 1) fill(signal);
        });
    }
  };
  const tick = (signal: AbortSignal): void => {
    left = PER_TICK;
    takeUp(watched, ports);
    fill(signal);
  };
  return {
    run: async (signal) => {
      try {
        for (;;) {
          tick(signal);
          await clock.wait(TICK_MS, signal);
        }
      } catch (error) {
        if (!signal.aborted) log.bug('liveness', error);
      }
    },
    hurry: () => {
      for (const each of watched.values()) each.probedAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** The best place of every node that is here; places of nodes that went stay for a while, unless they moved. */
function takeUp(watched: Map<string, Watched>, { clock, shelf }: LivenessPorts): void {
  const best = new Set<string>();
  const elsewhere = new Set<string>();
  for (const node of shelf.placed()) {
    const [place, ...others] = node.endpoints;
    const endpoint = place === undefined ? null : parseEndpoint(place);
    if (place === undefined || endpoint === null || endpoint.port === 0) continue;
    if (node.view.presence === 'gone' || !isWatched(node)) continue;
    best.add(place);
    if (isPositive(node.view.answer)) for (const other of others) elsewhere.add(other);
    if (!watched.has(place)) watched.set(place, firstWatch(endpoint, clock.now()));
  }
  for (const [place, { aliveAtMs }] of watched) {
    const isOver = elsewhere.has(place) || clock.now() - aliveAtMs > EXPECTED_BACK_MS;
    if (!best.has(place) && isOver) watched.delete(place);
  }
}

/**
 * At its best place it answered, or refused, which a machine does that is there. What was found to be no node is left
 * alone, unless it announces itself as one or is ours by its binding; what is silent has nothing to lose.
 */
function isWatched({ view, binding }: PlacedNode): boolean {
  const isStranger = view.answer === 'not-talos' && binding === null && !view.sources.includes('mdns');
  const answer = view.places[0]?.answer ?? 'silent';
  return answer !== 'silent' && !isStranger;
}

/** It has just answered, which is why it is here: the first connect is due with the next round. */
function firstWatch(endpoint: Endpoint, nowMs: number): Watched {
  return {
    ...{ endpoint, misses: 0, probedAtMs: nowMs, aliveAtMs: nowMs },
    ...{ lookedAtMs: Number.NEGATIVE_INFINITY, isUnderWay: false },
  };
}

async function watchOnce(watched: Watched, ports: Around, signal: AbortSignal): Promise<void> {
  const { clock, queue, prober } = ports;
  const { address, port } = watched.endpoint;
  watched.isUnderWay = true;
  watched.probedAtMs = clock.now();
  try {
    let { outcome } = await prober.probe(address, port, FIRST_MS, signal);
    if (isMiss(outcome) && isThoughtThere(watched.endpoint, ports)) {
      // Its announcement is put in doubt at the first miss: that takes 3 s, and one that still speaks confirms it.
      ports.doubt(placesOf(watched.endpoint, ports).map(({ address }) => address));
      await clock.wait(watched.probedAtMs + APART_MS - clock.now(), signal);
      ({ outcome } = await prober.probe(address, port, SECOND_MS, signal));
    }
    // The laptop had no room for it: nothing was learnt.
    if (outcome === 'no-room') return;
    if (isMiss(outcome)) {
      watched.misses++;
      watched.lookedAtMs = Number.NEGATIVE_INFINITY;
      // Not waited for: others have their turn to be asked meanwhile.
      void missed(watched, ports).catch((error: unknown) => ports.log.bug('liveness', error));
      return;
    }
    watched.misses = 0;
    watched.aliveAtMs = clock.now();
    const known = ports.known(endpointOf(watched.endpoint))?.answer ?? undefined;
    // A node of the earlier generation answers elsewhere; it refuses our port all the time.
    const isNews = known !== 'earlier' && (outcome === 'open') !== isPositive(known);
    if (!isNews || clock.now() - watched.lookedAtMs < LOOK_AGAIN_MS) return;
    watched.lookedAtMs = clock.now();
    void queue.ask(watched.endpoint, 'anew');
  } finally {
    watched.isUnderWay = false;
  }
}

function isMiss(outcome: Awaited<ReturnType<Prober['probe']>>['outcome']): boolean {
  return outcome === 'silent' || outcome === 'unreachable';
}

/** Two connects in a row found nobody; the look decides, at every place that the node has. */
async function missed({ endpoint, misses }: Watched, ports: Around): Promise<void> {
  const { queue } = ports;
  const isThere = isThoughtThere(endpoint, ports);
  const places = placesOf(endpoint, ports);
  if (!isThere && misses % DOUBT_EVERY === 0) ports.doubt(places.map(({ address }) => address));
  // Its silence is known. Whether it comes back is seen by the next connects.
  if (!isThere) return;
  const mayAsk = ports.reach();
  const asked = places.filter(({ address, port }) => port !== 0 && mayAsk(address) === 'yes');
  await Promise.all(asked.map((each) => queue.ask(each, 'now', PATIENCE_MS)));
}

/** Every place of the node that has this one. */
function placesOf(endpoint: Endpoint, { known }: Around): readonly Endpoint[] {
  const place = endpointOf(endpoint);
  return (known(place)?.all ?? [place]).map(parseEndpoint).filter((each) => each !== null);
}

/** Whether by the list a machine is at the place: only then there is something to decide. */
function isThoughtThere(endpoint: Endpoint, { known }: Around): boolean {
  return (known(endpointOf(endpoint))?.answer ?? 'silent') !== 'silent';
}
