/** How long to wait for an answer, learnt from those that came (RFC 6298, with limits of our own). */
export interface RttEstimate {
  readonly smoothedMs: number | null;
  readonly variationMs: number;
}

/** Before anything answered: nmap's initial 500 ms. */
const START_TIMEOUT_MS = 500;
/** nmap's T4 minimum. */
const SHORTEST_TIMEOUT_MS = 100;
/**
 * A system sends an unanswered SYN again after 1 s (RFC 6298 §2.1; `TCP_TIMEOUT_INIT` in Linux). One address gets one
 * SYN, so we are gone before that, with a margin for a laptop that is late.
 */
export const LONGEST_TIMEOUT_MS = 900;

export const noEstimate: RttEstimate = { smoothedMs: null, variationMs: 0 };

/** The estimate after one more answer that took `rttMs`. */
export function learnRtt({ smoothedMs, variationMs }: RttEstimate, rttMs: number): RttEstimate {
  if (smoothedMs === null) return { smoothedMs: rttMs, variationMs: rttMs / 2 };
  return {
    smoothedMs: 0.875 * smoothedMs + 0.125 * rttMs,
    variationMs: 0.75 * variationMs + 0.25 * Math.abs(smoothedMs - rttMs),
  };
}

/** The time limit for the next address, between 100 and 900 ms. */
export function timeoutOf({ smoothedMs, variationMs }: RttEstimate): number {
  if (smoothedMs === null) return START_TIMEOUT_MS;
  return Math.round(
    Math.min(LONGEST_TIMEOUT_MS, Math.max(SHORTEST_TIMEOUT_MS, smoothedMs + 4 * variationMs)),
  );
}
