import type { Clock } from '../../electron/ports.ts';

/** A clock that a test owns: time passes only by `advance`. */
export interface FakeClock extends Clock {
  /** Lets time pass; timers that fall due fire in order, and what they start has run when this resolves. */
  advance(byMs: number): Promise<void>;
  /** Timers that are still waiting. */
  readonly waiting: number;
}

interface Timer {
  readonly dueMs: number;
  fire(): void;
}

/** A fake clock that starts at `startMs` (milliseconds since 1970). */
export function createFakeClock(startMs = Date.UTC(2026, 10, 24, 8, 0, 0)): FakeClock {
  let nowMs = startMs;
  const timers = new Set<Timer>();
  const nextBefore = (limitMs: number): Timer | undefined =>
    [...timers].filter(({ dueMs }) => dueMs <= limitMs).sort((one, other) => one.dueMs - other.dueMs)[0];
  return {
    now: () => nowMs,
    wait: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const stop = (): void => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        const timer: Timer = {
          dueMs: nowMs + Math.max(0, delayMs),
          fire: () => {
            timers.delete(timer);
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        timers.add(timer);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    advance: async (byMs) => {
      const endMs = nowMs + byMs;
      await settled();
      for (let timer = nextBefore(endMs); timer !== undefined; timer = nextBefore(endMs)) {
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.fire();
        await settled();
      }
      nowMs = endMs;
    },
    get waiting() {
      return timers.size;
    },
  };
}

/** Resolves once every promise that could go on has gone on: a macrotask runs after all microtasks. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
