import {
  LAP_LIMIT_MS,
  LOOK_INTERVAL_MS,
  type StepLimit,
} from '../../shared/domain/provisioning/step-limits.ts';
import type { Clock } from '../ports.ts';

/** Counts how long a step has waited, without the time in which the laptop slept. */
export interface Patience {
  /** Counts the time since the last call and says whether the limit is reached. */
  isOver(): boolean;
  /** Milliseconds counted so far. */
  waitedMs(): number;
  /** Waits between two looks. Rejects with the signal's reason. */
  pause(signal: AbortSignal): Promise<void>;
}

/** Patience with a limit, counting from now. */
export function createPatience(clock: Clock, { limitMs }: Pick<StepLimit, 'limitMs'>): Patience {
  let waitedMs = 0;
  let lapStartedMs = clock.now();
  return {
    isOver() {
      const nowMs = clock.now();
      // A clock that was set back must not give time back either.
      waitedMs += Math.min(Math.max(0, nowMs - lapStartedMs), LAP_LIMIT_MS);
      lapStartedMs = nowMs;
      return waitedMs >= limitMs;
    },
    waitedMs: () => waitedMs,
    pause: (signal) => clock.wait(LOOK_INTERVAL_MS, signal),
  };
}
