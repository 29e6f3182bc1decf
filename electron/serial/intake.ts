/** Takes bytes as fast as they come and keeps what can be kept: the rest is counted, never held. */
import { createLineSplitter, type LineSplitter } from '../../shared/domain/serial/split-lines.ts';

/**
 * Six times what the fastest adapters deliver (3 Mbit/s). More comes only from a port that is no console; keeping it
 * would fill the scrollback with nothing and cost the engine a core.
 */
const KEPT_BYTES_PER_S = 2 * 1024 * 1024;
/** A line costs as much as so many bytes: one a byte would be two million objects a second. */
const LINE_COST_BYTES = 48;
/** So much is taken apart before others get a turn. */
const SLICE_BYTES = 4096;
const TURN_MS = 8;

export interface IntakeParts {
  now(): number;
  onLines(lines: readonly string[]): void;
  /** Bytes were dropped and reading goes on; called once for each gap. */
  onGap(droppedBytes: number): void;
}
export interface Intake {
  readonly droppedBytes: number;
  readonly takenBytes: number;
  /** Resolves when these bytes are lines; lets others have their turn in between. */
  take(bytes: Uint8Array): Promise<void>;
  /** Gives what stands there without a line end, and tells of a gap. */
  settle(): void;
}

/** Starts with a full allowance. */
export function createIntake({ now, onLines, onGap }: IntakeParts): Intake {
  let splitter: LineSplitter = createLineSplitter();
  let allowance = KEPT_BYTES_PER_S;
  let countedAtMs = now();
  let [droppedBytes, gapBytes, takenBytes] = [0, 0, 0];
  let turnBeganMs = performance.now();
  const giveTurn = async (): Promise<void> => {
    if (performance.now() - turnBeganMs < TURN_MS) return;
    await nextTurn();
    turnBeganMs = performance.now();
  };
  const give = (lines: readonly string[]): void => {
    allowance -= lines.length * LINE_COST_BYTES;
    if (lines.length > 0) onLines(lines);
  };
  const refill = (): void => {
    const atMs = now();
    // A clock that was set back must not take the allowance away.
    const passedMs = Math.max(0, atMs - countedAtMs);
    allowance = Math.min(KEPT_BYTES_PER_S, allowance + (passedMs * KEPT_BYTES_PER_S) / 1000);
    countedAtMs = atMs;
  };
  const closeGap = (): void => {
    if (gapBytes === 0) return;
    // What stood before the gap and what stands after it are no one line.
    give(splitter.settle());
    splitter = createLineSplitter();
    onGap(gapBytes);
    gapBytes = 0;
  };
  return {
    get droppedBytes() {
      return droppedBytes;
    },
    get takenBytes() {
      return takenBytes;
    },
    take: async (bytes) => {
      await giveTurn();
      refill();
      if (allowance <= 0) {
        droppedBytes += bytes.length;
        gapBytes += bytes.length;
        return;
      }
      closeGap();
      allowance -= bytes.length;
      takenBytes += bytes.length;
      for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
        give(splitter.push(bytes.subarray(at, at + SLICE_BYTES)));
        await giveTurn();
      }
    },
    settle: () => {
      closeGap();
      give(splitter.settle());
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
