import type { OpenExport } from '../../../electron/discovery/sweep/sweep-ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

/** A disk for exported logs: what is published is there whole, drafts are not. */
export interface FakeExports {
  readonly open: OpenExport;
  /** Published text by full path. */
  readonly files: ReadonlyMap<string, string>;
  /** Drafts that were neither published nor discarded. */
  readonly drafts: number;
  /** Nothing can be written from now on. */
  full: boolean;
}

export function createFakeExports(): FakeExports {
  const files = new Map<string, string>();
  const drafts = new Set<string>();
  const disk = { full: false };
  const refuseWhenFull = (path: string): void => {
    if (disk.full) throw failed('sweep-log-unwritable', { path, detail: 'no space left (ENOSPC)' });
  };
  return {
    files,
    get drafts() {
      return drafts.size;
    },
    get full() {
      return disk.full;
    },
    set full(value) {
      disk.full = value;
    },
    open: (path) => {
      const texts = new Map<string, string>();
      return {
        append: async (ending, text) => {
          drafts.add(path);
          refuseWhenFull(path);
          texts.set(ending, `${texts.get(ending) ?? ''}${text}`);
        },
        publish: async () => {
          refuseWhenFull(path);
          for (const [ending, text] of texts) files.set(`${path}${ending}`, text);
          drafts.delete(path);
        },
        discard: async () => void drafts.delete(path),
      };
    },
  };
}
