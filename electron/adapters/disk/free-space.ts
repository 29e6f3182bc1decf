import { statfs } from 'node:fs/promises';
import type { FreeSpace } from '../../sites/sites-ports.ts';

/** The room left on the disk that holds `folder`. */
export function createFreeSpace(folder: string): FreeSpace {
  return {
    freeBytes: async () => {
      try {
        // `bavail`, not `bfree`: the rest is kept for root.
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      } catch {
        // Some network file systems do not say; readiness then calls it a fault instead of guessing.
        return null;
      }
    },
  };
}
