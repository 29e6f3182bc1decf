import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** One file of the archive: its path inside and where its content is now. */
export interface ZipSource {
  readonly path: string;
  readonly file: string;
}

/** A day in local time, which is what the format keeps: the same bytes on every day and in every time zone. */
const everyDay = (): Date => new Date(2000, 0, 1);
const FILE_MODE = 0o100600;
/** zlib's own default; written down because the bytes depend on it. */
const COMPRESSION_LEVEL = 6;

/** Writes a new archive, its files in this order, flushed to disk. The same input gives the same bytes. Throws what `fs` throws. */
export async function writeZip(target: string, sources: readonly ZipSource[]): Promise<void> {
  const zip = new ZipFile();
  // `flush` puts the bytes on the disk before the file is closed.
  const output = createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true });
  // Where an input cannot be read the library tells by an event of its own.
  zip.on('error', (error) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  for (const { path, file } of sources) {
    zip.addFile(file, path, {
      mtime: everyDay(),
      mode: FILE_MODE,
      compressionLevel: COMPRESSION_LEVEL,
      // Without it the format's other time field would be kept too, in seconds of the world.
      forceDosTimestamp: true,
    });
  }
  zip.end();
  await pipeline(zip.outputStream, output);
}
