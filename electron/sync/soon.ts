import type { Clock } from '../ports.ts';

/** Something that is done once for many wishes. */
export interface Soon {
  /** Does it within the delay, together with whatever else asks until then. */
  ask(): void;
  stop(): void;
}

/** Gathers wishes for `delayMs`, then does `work` once. */
export function createSoon(clock: Clock, delayMs: number, work: () => void): Soon {
  const ending = new AbortController();
  let isAsked = false;
  return {
    ask: () => {
      if (isAsked || ending.signal.aborted) return;
      isAsked = true;
      clock.wait(delayMs, ending.signal).then(
        () => {
          isAsked = false;
          work();
        },
        // Stopped: nobody waits for it any more.
        () => {},
      );
    },
    stop: () => ending.abort(new Error('stopped')),
  };
}
