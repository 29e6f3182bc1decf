import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed } from '../../../shared/failure/failure.ts';
import type { BundleDraft, BundleFiles, WrittenEntry } from '../../bundles/bundles-ports.ts';
import { writeReason } from '../disk/write-reason.ts';
import { readZip } from '../zip/read-zip.ts';
import { writeZip } from '../zip/write-zip.ts';

/** Bundles on disk. `draftFolder` holds entries while a bundle is being made; everything is readable by its owner only. */
export function createBundleFiles(draftFolder: string): BundleFiles {
  return {
    draft: async (path) => {
      const folder = await writing(path, async () => {
        await mkdir(draftFolder, { recursive: true, mode: 0o700 });
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        return await mkdtemp(join(draftFolder, 'draft-'));
      });
      return createDraft(path, folder);
    },
    read: readZip,
    measure,
  };
}

function createDraft(path: string, folder: string): BundleDraft {
  const files = new Map<string, string>();
  // Beside its final place: only within one file system is a rename one step.
  const sealed = `${path}.part`;
  return {
    put: async (entry, text) => {
      const bytes = Buffer.from(text, 'utf8');
      const file = join(folder, `${files.size}`);
      files.set(entry, file);
      await writing(path, () => writeFile(file, bytes, { mode: 0o600, flag: 'wx' }));
      return { sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    seal: async (order) => {
      const sources = order.map((entry) => ({ path: entry, file: files.get(entry) ?? '' }));
      await writing(path, async () => {
        await rm(sealed, { force: true });
        await writeZip(sealed, sources);
      });
      return readZip(sealed);
    },
    release: async () => {
      const written = await measure(sealed);
      await writing(path, async () => {
        await rename(sealed, path);
        await flushFolder(dirname(path));
      });
      await rm(folder, { recursive: true, force: true });
      return written;
    },
    discard: async () => {
      await rm(sealed, { force: true });
      await rm(folder, { recursive: true, force: true });
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

async function measure(path: string): Promise<WrittenEntry> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw failed('bundle-missing', { path }, error);
    throw failed('bundle-damaged', { path, entry: 'archive' }, error);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = writeReason(error);
    if (detail === null) throw error;
    throw failed('bundle-unwritable', { path, detail }, error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
