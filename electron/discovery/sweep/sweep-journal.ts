import type { Ask, SweepLog, Touch } from './sweep-ports.ts';

export interface SweepJournal {
  /** On disk when it returns, with everything that became known before. */
  ahead(asks: readonly Ask[]): void;
  touched(touch: Touch): void;
  /** Writes what is left. */
  flush(): void;
}

/** Writes questions down before they are asked; what became of them goes along with the next lot, half a second later. */
export function createSweepJournal(sweepId: string, log: SweepLog): SweepJournal {
  const touches: Touch[] = [];
  const write = (ahead: readonly Ask[]): void => {
    if (ahead.length === 0 && touches.length === 0) return;
    log.write(sweepId, { ahead, touches });
    // Only now: what could not be written is written with the next.
    touches.length = 0;
  };
  return {
    ahead: write,
    touched: (touch) => void touches.push(touch),
    flush: () => write([]),
  };
}
