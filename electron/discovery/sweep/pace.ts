import { type Caution, startCaution } from '../../../shared/domain/discovery/sweep/sweep-caution.ts';
import type { SweepPorts } from './run-sweep.ts';

/** When the next address may be asked, and how fast it really goes. */
export interface Pace {
  readonly caution: Caution;
  change(next: Caution): void;
  /** Waits for the next turn: half to one and a half intervals after the last. */
  turn(signal: AbortSignal): Promise<void>;
  /** Turns that were taken. */
  readonly turns: number;
  /** Addresses a second over the last seconds, never more than agreed. */
  perSecond(): number;
}

/** What a late timer is made up for at once; a pause of the laptop is not made up for by haste. */
const CATCH_UP_MS = 20;
const WINDOW_MS = 5000;
/** Shorter than this there is nothing to measure. */
const LEAST_WINDOW_MS = 1000;

export function createPace(agreedPerSecond: number, { clock, random }: SweepPorts): Pace {
  let caution = startCaution(agreedPerSecond, []);
  let dueMs = clock.now();
  let turns = 0;
  let taken: readonly number[] = [];
  let startedAtMs: number | null = null;
  return {
    get caution() {
      return caution;
    },
    get turns() {
      return turns;
    },
    change: (next) => {
      caution = next;
    },
    turn: async (signal) => {
      await clock.wait(Math.max(0, dueMs - clock.now()), signal);
      const now = clock.now();
      const intervalMs = 1000 / caution.perSecond;
      dueMs = Math.max(dueMs, now - Math.max(intervalMs, CATCH_UP_MS)) + intervalMs * (0.5 + random());
      startedAtMs ??= now;
      turns++;
      taken = [...taken.filter((atMs) => atMs > now - WINDOW_MS), now];
    },
    perSecond: () => {
      const now = clock.now();
      const spanMs = Math.min(WINDOW_MS, now - (startedAtMs ?? now));
      if (spanMs < LEAST_WINDOW_MS) return caution.perSecond;
      const lately = taken.filter((atMs) => atMs > now - spanMs).length;
      // Nothing for five seconds is a pause; how long it lasts nobody knows.
      return Math.min(caution.perSecond, Math.max(0.2, (lately * 1000) / spanMs));
    },
  };
}
