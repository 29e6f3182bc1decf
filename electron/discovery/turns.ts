import type { Clock } from '../ports.ts';

/** Runs work when its turn comes; `hurried` puts it before the others, also while it waits. */
export type Turn = <T>(hurried: AbortSignal, work: () => Promise<T>) => Promise<T>;

const AT_ONCE = 8;
/** A person who waits is not held up by addresses that say nothing, even when a whole switch of nodes went. */
const EXTRA_FOR_HURRIED = 24;
/** Between the starts of two looks that nobody waits for: however many beacons there are, this is no scan. */
const PACE_MS = 20;

interface Waiting {
  readonly hurried: AbortSignal;
  wake(): void;
}

/** Gives turns: at most so many at once, paced for those in no hurry, the hurried first. */
export function createTurns(clock: Clock, stopped: AbortSignal): Turn {
  const waiting: Waiting[] = [];
  let underWay = 0;
  let nextStartMs = 0;
  const limitFor = (hurried: AbortSignal): number => AT_ONCE + (hurried.aborted ? EXTRA_FOR_HURRIED : 0);
  /** A turn is counted for whom it wakes at once, so that nobody can slip in between. */
  const wakeNext = (): void => {
    const first = waiting.findIndex(({ hurried }) => hurried.aborted);
    const at = Math.max(0, first);
    const next = waiting[at];
    if (next === undefined || underWay >= limitFor(next.hurried)) return;
    waiting.splice(at, 1);
    underWay++;
    next.wake();
  };
  const take = async (hurried: AbortSignal): Promise<void> => {
    if (underWay < limitFor(hurried)) {
      underWay++;
      return;
    }
    await new Promise<void>((wake) => {
      waiting.push({ hurried, wake });
      hurried.addEventListener('abort', wakeNext, { once: true });
    });
  };
  return async (hurried, work) => {
    await take(hurried);
    try {
      stopped.throwIfAborted();
      if (!hurried.aborted) {
        const startMs = Math.max(clock.now(), nextStartMs);
        nextStartMs = startMs + PACE_MS;
        await clock.wait(startMs - clock.now(), stopped);
      }
      return await work();
    } finally {
      underWay--;
      wakeNext();
    }
  };
}
