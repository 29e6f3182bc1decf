import type { Clock } from '../../ports.ts';

/**
 * An entry of the neighbour table that nobody answers for stays this long (three ARP requests, measured on Linux),
 * however soon we stop waiting.
 */
const NEIGHBOUR_HELD_MS = 3000;
/** This share of the table may be waiting for an answer; the laptop's other traffic needs entries too. */
const WAITING_SHARE = 1 / 2;
/**
 * This share may be taken, waiting or held by an address where nobody is. Three quarters carry 256 new addresses a
 * second on Linux (1024 entries) and 64 on Windows (256); at 300 of 1024 none were lost, at 350 some (measured).
 */
const TAKEN_SHARE = 3 / 4;

export interface NeighbourSlots {
  /** Waits until there is one; rejects when the signal aborts. */
  take(signal: AbortSignal): Promise<void>;
  /** The answer is here, or its time is over; `askedAtMs` tells how long an unanswered one stays taken. */
  settle(hasAnswered: boolean, askedAtMs: number): void;
}

/** Keeps a sweep from filling this system's neighbour table, from which the kernel would silently drop entries. */
export function createNeighbourSlots(entries: number, clock: Clock): NeighbourSlots {
  const mayWait = Math.max(1, Math.floor(entries * WAITING_SHARE));
  const mayTake = Math.max(1, Math.floor(entries * TAKEN_SHARE));
  /** When each held entry is free again, about in that order. */
  const held: number[] = [];
  let waiting = 0;
  let wake = (): void => {};
  const isFree = (): boolean => {
    const now = clock.now();
    while (held.length > 0 && (held[0] ?? 0) <= now) held.shift();
    return waiting < mayWait && waiting + held.length < mayTake;
  };
  return {
    take: async (signal) => {
      while (!isFree()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const over = new AbortController();
        const pauseMs = held.length === 0 ? NEIGHBOUR_HELD_MS : Math.max(1, (held[0] ?? 0) - clock.now());
        const either = AbortSignal.any([signal, over.signal]);
        await Promise.race([promise, clock.wait(pauseMs, either)]).finally(() => over.abort());
      }
      waiting++;
    },
    settle: (hasAnswered, askedAtMs) => {
      waiting--;
      if (!hasAnswered) held.push(askedAtMs + NEIGHBOUR_HELD_MS);
      wake();
    },
  };
}
