import type { RecordingStore } from '../../../electron/serial/serial-ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

export interface FakeRecordings extends RecordingStore {
  /** Content by site and name. */
  readonly files: ReadonlyMap<string, string>;
  /** From now on the disk is full, or has room again. */
  isDiskFull: boolean;
}

/** Recordings in memory, on a disk that can be full. */
export function createFakeRecordings(): FakeRecordings {
  const files = new Map<string, string>();
  const store: FakeRecordings = {
    files,
    isDiskFull: false,
    create: async (site, name) => {
      const file = `${site}/${name}`;
      if (store.isDiskFull || files.has(file)) throw failed('disk-full', { path: site });
      files.set(file, '');
      let isOpen = true;
      return {
        file,
        append: async (text) => {
          if (store.isDiskFull) throw failed('disk-full', { path: site });
          if (!isOpen) throw new Error('written after the end');
          files.set(file, `${files.get(file)}${text}`);
        },
        close: async () => {
          isOpen = false;
        },
      };
    },
    list: async (site) =>
      [...files]
        .filter(([file]) => file.startsWith(`${site}/`))
        .map(([file, text]) => ({ file: file.slice(site.length + 1), sizeBytes: text.length })),
    tail: async (site, file, limitBytes) => {
      const text = files.get(`${site}/${file}`) ?? '';
      const cut = text.slice(-limitBytes);
      return cut === text ? text : cut.slice(cut.indexOf('\n') + 1);
    },
  };
  return store;
}
