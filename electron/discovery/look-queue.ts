/** Asks addresses what they are: few at a time, each not too often, and never one twice at once. */
import { type Endpoint, endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import type { NodeCredentials, NodeLinks, NodeLook } from '../nodes/node-link.ts';
import type { Clock, Log } from '../ports.ts';

export interface LookQueue {
  /**
   * Resolves with what was learnt; null when it could not be asked or the queue stopped. `now` is for a person who
   * waits; `soon` keeps the pace and at least 5 s between two looks at one address.
   */
  ask(endpoint: Endpoint, when: 'now' | 'soon'): Promise<NodeLook | null>;
  /** When the endpoint was last asked; null for never. */
  lastAskedAtMs(endpoint: Endpoint): number | null;
  stop(): Promise<void>;
}
export interface LookPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly links: NodeLinks;
  readonly credentials: () => NodeCredentials | null;
  /** Called with each answer before anyone who asked gets it. */
  readonly onLook: (endpoint: Endpoint, look: NodeLook) => void;
}

const AT_ONCE = 8;
/** Between two looks at one address that nobody waits for. */
const APART_MS = 5000;
/** Between the starts of two looks that nobody waits for: however many beacons there are, this is no scan. */
const PACE_MS = 20;
/** A look has time limits of its own; this one only keeps a fault in it from blocking the queue for ever. */
const LIMIT_MS = 30_000;

interface Asked {
  readonly promise: Promise<NodeLook | null>;
  /** Starts without waiting any longer. */
  hurry(): void;
}

/** A queue that asks nothing yet. */
export function createLookQueue(ports: LookPorts): LookQueue {
  const { clock } = ports;
  const stop = new AbortController();
  const open = new Map<string, Asked>();
  const lastAskedMs = new Map<string, number>();
  const turn = createTurns(clock, stop.signal);

  const begin = (endpoint: Endpoint, when: 'now' | 'soon'): Asked => {
    const key = endpointOf(endpoint);
    const hurried = new AbortController();
    if (when === 'now') hurried.abort();
    const run = async (): Promise<NodeLook | null> => {
      try {
        const pauseMs = (lastAskedMs.get(key) ?? Number.NEGATIVE_INFINITY) + APART_MS - clock.now();
        await waitUnless(clock, pauseMs, hurried.signal, stop.signal);
        return await turn(hurried.signal.aborted, async () => {
          lastAskedMs.set(key, clock.now());
          return await lookOnce(endpoint, ports, stop.signal);
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
    ask: (endpoint, when) => {
      if (stop.signal.aborted) return Promise.resolve(null);
      const key = endpointOf(endpoint);
      const known = open.get(key);
      if (known !== undefined && when === 'now') known.hurry();
      const asked = known ?? begin(endpoint, when);
      open.set(key, asked);
      return asked.promise;
    },
    lastAskedAtMs: (endpoint) => lastAskedMs.get(endpointOf(endpoint)) ?? null,
    stop: async () => {
      stop.abort(new Error('the look queue stopped'));
      await Promise.all([...open.values()].map(({ promise }) => promise));
    },
  };
}

async function lookOnce(
  { address, port }: Endpoint,
  { clock, log, links, credentials, onLook }: LookPorts,
  stopped: AbortSignal,
): Promise<NodeLook | null> {
  const done = new AbortController();
  const late = new AbortController();
  clock.wait(LIMIT_MS, done.signal).then(
    () => late.abort(new Error('the look took too long')),
    () => {},
  );
  try {
    const look = await links.look(address, port, credentials(), AbortSignal.any([stopped, late.signal]));
    onLook({ address, port }, look);
    return look;
  } catch (error) {
    // Expected here: the two signals. Anything else is ours, since a look never throws for what a node does.
    if (!stopped.aborted && !late.signal.aborted) log.bug('look', error);
    return null;
  } finally {
    done.abort(new Error('done'));
  }
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

/** Gives turns: at most so many at once, paced for those in no hurry, the hurried first. */
function createTurns(clock: Clock, stopped: AbortSignal) {
  const waiting: { readonly isHurried: boolean; wake(): void }[] = [];
  let free = AT_ONCE;
  let nextStartMs = 0;
  const giveBack = (): void => {
    const hurried = waiting.findIndex(({ isHurried }) => isHurried);
    const next = waiting.splice(Math.max(0, hurried), 1)[0];
    // Handed over, never free in between: nobody can slip in.
    if (next === undefined) free++;
    else next.wake();
  };
  return async <T>(isHurried: boolean, work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((wake) => waiting.push({ isHurried, wake }));
    try {
      stopped.throwIfAborted();
      if (!isHurried) {
        const startMs = Math.max(clock.now(), nextStartMs);
        nextStartMs = startMs + PACE_MS;
        await clock.wait(startMs - clock.now(), stopped);
      }
      return await work();
    } finally {
      giveBack();
    }
  };
}
