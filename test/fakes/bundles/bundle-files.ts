/** A disk for bundles in memory. It can be full, and what is on it can be changed behind everybody's back. */
import { createHash } from 'node:crypto';
import type {
  ArchiveReader,
  BundleDraft,
  BundleFiles,
  WrittenEntry,
} from '../../../electron/bundles/bundles-ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

export interface FakeBundleFiles extends BundleFiles {
  /** Archives that have their name, each as path inside → bytes. */
  readonly archives: Map<string, Map<string, Uint8Array>>;
  /** Everything that is still being made. */
  readonly drafts: Set<string>;
  isFull: boolean;
  /** Called with the entries of each archive when it is sealed, before anybody reads it back. */
  onSeal: (entries: Map<string, Uint8Array>) => void;
}

export function createFakeBundleFiles(): FakeBundleFiles {
  const disk = {
    archives: new Map<string, Map<string, Uint8Array>>(),
    drafts: new Set<string>(),
    isFull: false,
    onSeal: (_entries: Map<string, Uint8Array>): void => undefined,
  };
  const assertRoom = (path: string): void => {
    if (disk.isFull) throw failed('bundle-unwritable', { path, detail: 'no space left (ENOSPC)' });
  };
  const held = (path: string): Map<string, Uint8Array> => {
    const archive = disk.archives.get(path);
    if (archive === undefined) throw failed('bundle-missing', { path });
    return archive;
  };
  const draft = async (path: string): Promise<BundleDraft> => {
    assertRoom(path);
    disk.drafts.add(path);
    const entries = new Map<string, Uint8Array>();
    let sealed: Map<string, Uint8Array> | null = null;
    return {
      put: async (entry, text) => {
        assertRoom(path);
        if (entries.has(entry)) throw new Error(`${entry} is there already`);
        const bytes = Buffer.from(text, 'utf8');
        entries.set(entry, bytes);
        return measured(bytes);
      },
      seal: async (order) => {
        assertRoom(path);
        sealed = new Map(order.map((entry) => [entry, entries.get(entry) ?? new Uint8Array()]));
        disk.onSeal(sealed);
        return readerOf(sealed);
      },
      release: async () => {
        if (sealed === null) throw new Error('an archive is sealed before it is released');
        disk.archives.set(path, sealed);
        return measured(bytesOf(sealed));
      },
      discard: async () => void disk.drafts.delete(path),
    };
  };
  return Object.assign(disk, {
    draft,
    read: (path: string): ArchiveReader => ({
      entries: async function* () {
        yield* readerOf(held(path)).entries();
      },
    }),
    measure: async (path: string) => measured(bytesOf(held(path))),
  });
}

const measured = (bytes: Uint8Array): WrittenEntry => ({
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

const bytesOf = (entries: ReadonlyMap<string, Uint8Array>): Uint8Array =>
  Buffer.concat([...entries].flatMap(([path, bytes]) => [Buffer.from(`${path}\0`), bytes]));

function readerOf(entries: ReadonlyMap<string, Uint8Array>): ArchiveReader {
  return {
    entries: async function* () {
      for (const [path, bytes] of entries) {
        yield {
          path,
          sizeBytes: bytes.length,
          chunks: async function* () {
            yield bytes;
          },
        };
      }
    },
  };
}
