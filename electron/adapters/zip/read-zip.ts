import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import type { ArchiveEntry, ArchiveReader } from '../../bundles/bundles-ports.ts';

const ENTRY_LIMIT = 10_000;
const TOTAL_LIMIT_BYTES = 2 * 1024 * 1024 * 1024;
const PATH_LIMIT = 500;

/**
 * Reads an archive that anybody may have made. Throws `bundle-missing`, and `bundle-damaged` for what is not a
 * zip, holds more than 10,000 entries or 2 GiB, or has a path twice, outside, encrypted or unreadable.
 */
export function readZip(path: string): ArchiveReader {
  return { entries: () => readEntries(path) };
}

async function open(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, {
      autoClose: false,
      lazyEntries: true,
      strictFileNames: true,
      validateEntrySizes: true,
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw failed('bundle-missing', { path }, error);
    throw failed('bundle-damaged', { path, entry: 'archive' }, error);
  }
}

async function* readEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const zip = await open(path);
  const damaged: Damaged = (entry, cause) => failed('bundle-damaged', { path, entry }, cause);
  try {
    // A comment is covered by no hash, and ours have none.
    if (zip.entryCount > ENTRY_LIMIT || zip.comment !== '') throw damaged('archive');
    yield* checkedEntries(zip, damaged);
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw damaged('archive', error);
  } finally {
    zip.close();
  }
}

type Damaged = (entry: string, cause?: unknown) => Error;

async function* checkedEntries(zip: ZipFile, damaged: Damaged): AsyncGenerator<ArchiveEntry> {
  const seen = new Set<string>();
  let totalBytes = 0;
  for await (const entry of zip.eachEntry()) {
    totalBytes += entry.uncompressedSize;
    if (totalBytes > TOTAL_LIMIT_BYTES || seen.has(entry.fileName) || !isPlainFile(entry)) {
      throw damaged(entry.fileName.slice(0, PATH_LIMIT));
    }
    seen.add(entry.fileName);
    yield {
      path: entry.fileName,
      sizeBytes: entry.uncompressedSize,
      chunks: () => readChunks(zip, entry, damaged),
    };
  }
}

/** No folder, no link, no encryption, and a name that stays inside; the library has refused `..` and drives already. */
function isPlainFile(entry: Entry): boolean {
  const name = entry.fileName;
  const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
  return name !== '' && name.length <= PATH_LIMIT && !name.endsWith('/') && !isLink && !entry.isEncrypted();
}

async function* readChunks(zip: ZipFile, entry: Entry, damaged: Damaged): AsyncGenerator<Uint8Array> {
  try {
    // The library ends the stream with an error when it gives more or less than the size it announced.
    for await (const chunk of await zip.openReadStreamPromise(entry)) yield Buffer.from(chunk);
  } catch (error) {
    throw damaged(entry.fileName, error);
  }
}
