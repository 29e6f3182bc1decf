import type { Clock } from '../ports.ts';

/** At most ten a second: a person sees no difference and a page has time to draw. */
const NEWS_INTERVAL_MS = 100;

/** Tells at once, then at most once per interval, and always once after the last change. */
export interface News {
  changed(): void;
  stop(): void;
}

/** News that are told by `tell`. */
export function createNews(clock: Clock, tell: () => void): News {
  const ended = new AbortController();
  let isQuiet = false;
  let isDue = false;
  const tellNow = (): void => {
    isDue = false;
    isQuiet = true;
    tell();
    clock.wait(NEWS_INTERVAL_MS, ended.signal).then(
      () => {
        isQuiet = false;
        if (isDue) tellNow();
      },
      // Rejects only when the engine stops; nobody listens then.
      () => undefined,
    );
  };
  return {
    changed: () => {
      if (isQuiet) isDue = true;
      else tellNow();
    },
    stop: () => ended.abort(),
  };
}
