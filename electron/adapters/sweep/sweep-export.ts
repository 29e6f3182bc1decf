import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failed } from '../../../shared/failure/failure.ts';
import type { ExportDraft } from '../../discovery/sweep/sweep-ports.ts';
import { writeReason } from '../disk/write-reason.ts';

/** Beside its final place: only within one file system is a rename one step. */
const DRAFT = '.part';

/** Files at a place that a person chose, readable by its owner only until somebody hands them on. */
export function openSweepExport(path: string): ExportDraft {
  const files = new Map<string, FileHandle>();
  const fileOf = async (ending: string): Promise<FileHandle> => {
    const known = files.get(ending);
    if (known !== undefined) return known;
    const file = await open(`${path}${ending}${DRAFT}`, 'w', 0o600);
    files.set(ending, file);
    return file;
  };
  return {
    append: (ending, text) =>
      writing(path, async () => {
        const file = await fileOf(ending);
        await file.appendFile(text);
      }),
    publish: () =>
      writing(path, async () => {
        for (const file of files.values()) {
          await file.sync();
          await file.close();
        }
        // A table without its signature proves nothing, so it comes last.
        for (const ending of [...files.keys()].sort().reverse())
          await rename(`${path}${ending}${DRAFT}`, `${path}${ending}`);
        await flushFolder(dirname(path));
      }),
    discard: async () => {
      for (const [ending, file] of files) {
        await file.close().catch(() => {
          // Expected here: it is closed already, or the disk is gone.
        });
        await rm(`${path}${ending}${DRAFT}`, { force: true }).catch(() => {
          // Expected here: the disk is gone, and the draft with it.
        });
      }
    },
  };
}

/** The name itself is on disk only when its folder is; Windows flushes it with the file and knows no such call. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writing(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const detail = writeReason(error);
    if (detail === null) throw error;
    throw failed('sweep-log-unwritable', { path, detail }, error);
  }
}
