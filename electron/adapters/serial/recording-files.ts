import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed } from '../../../shared/failure/failure.ts';
import type { RecordedFile, RecordingFile, RecordingStore } from '../../serial/serial-ports.ts';
import { makeFolder } from '../disk/make-folder.ts';

/** A visit has some; more than this are left out of a list. */
const MOST_FILES = 500;

/** Recordings below `root`, a folder for each site. */
export function createRecordingFiles(root: string): RecordingStore {
  const folderOf = (site: string): string =>
    join(root, site.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, '_'));
  return {
    create: (site, name) => create(folderOf(site), basename(name)),
    list: (site) => list(folderOf(site)),
    tail: (site, file, limitBytes) => tail(join(folderOf(site), basename(file)), limitBytes),
  };
}

async function create(folder: string, name: string): Promise<RecordingFile> {
  const path = join(folder, name);
  const full = (error: unknown) => failed('disk-full', { path: folder }, error);
  if (!makeFolder(folder)) throw full(new Error('no folder'));
  try {
    const handle = await open(path, 'ax', 0o600);
    return {
      file: path,
      append: async (text) => {
        try {
          await handle.appendFile(text);
        } catch (error) {
          throw full(error);
        }
      },
      close: async () => {
        // What could not be written was told when it was tried; here nobody can do anything about it any more.
        await handle.sync().catch(() => undefined);
        await handle.close().catch(() => undefined);
      },
    };
  } catch (error) {
    throw full(error);
  }
}

async function list(folder: string): Promise<readonly RecordedFile[]> {
  // Expected: no folder, because nothing was recorded.
  const names = await readdir(folder).catch(() => []);
  const logs = names.filter((name) => name.endsWith('.log'));
  const found = await Promise.all(logs.slice(-MOST_FILES).map((name) => measured(folder, name)));
  return found
    .filter((entry) => entry !== null)
    .sort((one, other) => one.changedAtMs - other.changedAtMs)
    .map(({ file, sizeBytes }) => ({ file, sizeBytes }));
}

async function measured(folder: string, file: string) {
  try {
    const { size, mtimeMs } = await stat(join(folder, file));
    return { file, sizeBytes: size, changedAtMs: mtimeMs };
  } catch {
    // Expected here: somebody removed it meanwhile.
    return null;
  }
}

async function tail(path: string, limitBytes: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - limitBytes);
    const buffer = Buffer.alloc(Math.min(size, limitBytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8', 0, bytesRead);
    // A line that was cut may hold half of a value that no rule knows any more.
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}
