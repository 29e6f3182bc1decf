import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Theme } from '../../../shared/contract/shell-contract.ts';
import { writeAtomically } from '../write-atomically.ts';

/** Position and content size in device-independent pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface WindowState {
  /** Null until the window was moved or resized once. */
  readonly bounds: Bounds | null;
  readonly isMaximized: boolean;
  readonly theme: Theme;
}

/** 1366×768 at 150 %: the smallest screen that we promise to fit. */
export const smallestContent = { width: 911, height: 512 } as const;
/** Fits a 13-inch screen with room to see what is behind. */
const firstContent = { width: 1180, height: 760 } as const;
/** So much of the window's top must be on some screen to be caught with a mouse. */
const graspable = { width: 120, height: 40 } as const;

const ordinary: WindowState = { bounds: null, isMaximized: false, theme: 'system' };

/** Reads the state of last time; anything odd in the file counts as no file. Synchronous, because the window waits for it. */
export function readWindowState(path: string): WindowState {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isWindowState(value) ? value : ordinary;
  } catch {
    // Expected on the first start.
    return ordinary;
  }
}

/** Keeps the state on disk: each change is written whole, one write at a time. A failure is not worth a message; the window then opens where it opens. */
export function keepWindowState(
  path: string,
  first: WindowState,
): { update(change: Partial<WindowState>): void; flush(): Promise<void> } {
  let state = first;
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;
  const write = async () => {
    isQueued = false;
    await mkdir(dirname(path), { recursive: true });
    await writeAtomically(path, JSON.stringify(state));
  };
  return {
    update(change) {
      state = { ...state, ...change };
      if (isQueued) return;
      isQueued = true;
      // Expected: a full disk.
      writing = writing.then(write).catch(() => {});
    },
    flush: () => writing,
  };
}

/** Where to open: as last time when that can still be reached on one of the work areas, else in the middle (no x and y). */
export function openingBounds(
  saved: Bounds | null,
  workAreas: readonly Bounds[],
): { x?: number; y?: number; width: number; height: number } {
  if (saved === null) return firstContent;
  const width = Math.max(saved.width, smallestContent.width);
  const height = Math.max(saved.height, smallestContent.height);
  const isReachable = workAreas.some(
    (area) =>
      Math.min(saved.x + width, area.x + area.width) - Math.max(saved.x, area.x) >= graspable.width &&
      saved.y >= area.y &&
      saved.y + graspable.height <= area.y + area.height,
  );
  return isReachable ? { x: saved.x, y: saved.y, width, height } : { width, height };
}

function isWindowState(value: unknown): value is WindowState {
  if (typeof value !== 'object' || value === null) return false;
  const { bounds, isMaximized, theme } = value as Readonly<Record<string, unknown>>;
  return (
    (bounds === null || isBounds(bounds)) &&
    typeof isMaximized === 'boolean' &&
    (theme === 'system' || theme === 'light' || theme === 'dark')
  );
}

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Readonly<Record<string, unknown>>;
  return [x, y, width, height].every((side) => Number.isSafeInteger(side));
}
