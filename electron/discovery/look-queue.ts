/** Asks addresses what they are: few at a time, each not too often, and never one twice at once. */
import { type Endpoint, endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { NodeCredentials, NodeLinks, NodeLook } from '../nodes/node-link.ts';
import type { Clock, Log } from '../ports.ts';
import { createTurns } from './turns.ts';

/**
 * `now` is for a person who waits. `soon` keeps the pace, and an answer of the last 5 s will do. `anew` keeps the
 * pace too and always asks, at least 5 s after an answer and 1 s after silence.
 */
export type LookWhen = 'now' | 'soon' | 'anew';
export interface LookQueue {
  /**
   * Resolves with what was learnt; null when it could not be asked or the queue stopped. With `patienceMs` an
   * address counts as silent after that time, also when a look that somebody else began is still under way.
   */
  ask(endpoint: Endpoint, when: LookWhen, patienceMs?: number): Promise<NodeLook | null>;
  /** When the endpoint was last asked; null for never. */
  lastAskedAtMs(endpoint: Endpoint): number | null;
  stop(): Promise<void>;
}
export interface LookPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly links: NodeLinks;
  readonly credentials: () => NodeCredentials | null;
  /**
   * Called with each answer before anyone who asked gets it, and with when it was asked: what came back seconds later
   * tells of that moment, since the plug may have been pulled in between.
   */
  readonly onLook: (endpoint: Endpoint, look: NodeLook, askedAtMs: number) => void;
}

/** Between two looks at one address that nobody waits for; a machine that was silent has less to tell. */
const APART_MS = 5000;
const APART_AFTER_SILENCE_MS = 1000;
/** A look has time limits of its own; this one only keeps a fault in it from blocking the queue for ever. */
const LIMIT_MS = 30_000;
/** Places whose last look is remembered; hostile beacons may name any number. */
const MEMORY_LIMIT = 4096;
/** Places that are asked or wait for it; who has no person waiting is refused beyond that. */
const OPEN_LIMIT = 4096;

const silence: NodeLook = {
  ...{ answer: 'silent', fingerprint: null, talosVersion: null, hostname: null, uuid: null, serial: null },
  ...{ product: null, stage: null, macs: [], addresses: [] },
};

interface Asked {
  readonly promise: Promise<NodeLook | null>;
  /** Starts without waiting any longer. */
  hurry(): void;
}
/** The newest look at a place; `look` is null while it is under way or when it gave nothing. */
interface Last {
  readonly atMs: number;
  readonly look: NodeLook | null;
}

/** A queue that asks nothing yet. */
export function createLookQueue(ports: LookPorts): LookQueue {
  const { clock } = ports;
  const stop = new AbortController();
  const open = new Map<string, Asked>();
  const lasts = createLasts();
  const turn = createTurns(clock, stop.signal);

  const begin = (endpoint: Endpoint, when: LookWhen, patienceMs: number | null): Asked => {
    const key = endpointOf(endpoint);
    const hurried = new AbortController();
    if (when === 'now') hurried.abort();
    const run = async (): Promise<NodeLook | null> => {
      try {
        await waitUnless(clock, restOf(lasts.get(key), clock.now()), hurried.signal, stop.signal);
        return await turn(hurried.signal, async () => {
          const atMs = clock.now();
          lasts.set(key, { atMs, look: null });
          const look = await lookOnce(endpoint, ports, { stopped: stop.signal, patienceMs });
          lasts.set(key, { atMs, look });
          return look;
        });
      } catch (error) {
        if (!stop.signal.aborted) ports.log.bug('look', error);
        return null;
      } finally {
        open.delete(key);
      }
    };
    return { promise: run(), hurry: () => hurried.abort() };
  };
  return {
    ask: (endpoint, when, patienceMs) => {
      if (stop.signal.aborted) return Promise.resolve(null);
      const key = endpointOf(endpoint);
      const known = open.get(key);
      if (known !== undefined && when === 'now') known.hurry();
      const last = lasts.get(key);
      const isFresh = last !== null && isPositive(last.look?.answer) && restOf(last, clock.now()) > 0;
      // Also while another look waits for its rest to be over.
      if (when === 'soon' && isFresh) return Promise.resolve(last.look);
      if (known === undefined && when !== 'now' && open.size >= OPEN_LIMIT) return Promise.resolve(null);
      const asked = known ?? begin(endpoint, when, patienceMs ?? null);
      open.set(key, asked);
      if (known === undefined || patienceMs === undefined) return asked.promise;
      return silentAfter(patienceMs, asked.promise, endpoint, ports);
    },
    lastAskedAtMs: (endpoint) => lasts.get(endpointOf(endpoint))?.atMs ?? null,
    stop: async () => {
      stop.abort(new Error('the look queue stopped'));
      await Promise.all([...open.values()].map(({ promise }) => promise));
    },
  };
}

/** How long a place has its rest after the last look. */
function restOf(last: Last | null, nowMs: number): number {
  if (last === null) return 0;
  const isSilent = last.look !== null && !isPositive(last.look.answer);
  return last.atMs + (isSilent ? APART_AFTER_SILENCE_MS : APART_MS) - nowMs;
}

function createLasts() {
  const lasts = new Map<string, Last>();
  return {
    get: (key: string): Last | null => lasts.get(key) ?? null,
    set: (key: string, last: Last): void => {
      // Back to the end: a Map keeps its order, so the first is the oldest.
      lasts.delete(key);
      lasts.set(key, last);
      for (const [oldest] of lasts) {
        if (lasts.size <= MEMORY_LIMIT) break;
        lasts.delete(oldest);
      }
    },
  };
}

async function lookOnce(
  { address, port }: Endpoint,
  { clock, log, links, credentials, onLook }: LookPorts,
  { stopped, patienceMs }: { readonly stopped: AbortSignal; readonly patienceMs: number | null },
): Promise<NodeLook | null> {
  const askedAtMs = clock.now();
  const done = new AbortController();
  const late = new AbortController();
  clock.wait(patienceMs ?? LIMIT_MS, done.signal).then(
    () => late.abort(new Error('the look took too long')),
    () => {},
  );
  try {
    const look = await links.look(address, port, credentials(), AbortSignal.any([stopped, late.signal]));
    onLook({ address, port }, look, askedAtMs);
    return look;
  } catch (error) {
    // Expected here: the two signals. Anything else is ours, since a look never throws for what a node does.
    if (!stopped.aborted && !late.signal.aborted) log.bug('look', error);
    if (stopped.aborted || !late.signal.aborted || patienceMs === null) return null;
    onLook({ address, port }, silence, clock.now());
    return silence;
  } finally {
    done.abort(new Error('done'));
  }
}

/** The look that is under way, or silence when it takes longer; what it brings after that is of before. */
async function silentAfter(
  patienceMs: number,
  look: Promise<NodeLook | null>,
  endpoint: Endpoint,
  { clock, onLook }: LookPorts,
): Promise<NodeLook | null> {
  const done = new AbortController();
  const late = clock.wait(patienceMs, done.signal).then(
    () => 'late' as const,
    () => null,
  );
  const first = await Promise.race([look, late]);
  done.abort(new Error('done'));
  if (first !== 'late') return first;
  onLook(endpoint, silence, clock.now());
  return silence;
}

/** Waits unless hurried meanwhile; rejects when stopped. */
async function waitUnless(
  clock: Clock,
  delayMs: number,
  hurried: AbortSignal,
  stopped: AbortSignal,
): Promise<void> {
  if (delayMs <= 0 || hurried.aborted) return;
  await clock.wait(delayMs, AbortSignal.any([hurried, stopped])).catch(() => stopped.throwIfAborted());
}
