import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import { openPromise } from 'yauzl';

/** Unpacks the one file named `pick` from a .tgz into `folder` (under its base name). Throws when it is missing or passes `capBytes`. */
export async function extractTarball(
  archive: string,
  folder: string,
  options: { readonly pick: string; readonly capBytes: number },
): Promise<void> {
  const unpack = extract();
  const feeding = pipeline(createReadStream(archive), createGunzip(), unpack);
  const [picked, fed] = await Promise.allSettled([pickEntry(unpack, folder, options), feeding]);
  // When picking fails, feeding only says that nobody listens any more.
  if (picked.status === 'rejected') throw picked.reason;
  if (fed.status === 'rejected') throw fed.reason;
  if (!picked.value) throw new Error(`${archive} holds no ${options.pick}`);
}

async function pickEntry(
  unpack: Extract,
  folder: string,
  options: { readonly pick: string; readonly capBytes: number },
): Promise<boolean> {
  let hasPicked = false;
  for await (const entry of unpack) {
    if (entry.header.name === options.pick) {
      const target = inside(folder, options.pick.split('/').at(-1) ?? '');
      await pipeline(entry, capped(options.capBytes), createWriteStream(target));
      hasPicked = true;
    } else {
      entry.resume();
    }
  }
  return hasPicked;
}

/** Unpacks a zip into `folder`; `place` says where each entry goes, or null to leave it out. Keeps the executable bits. Throws on a path outside `folder` and past `capBytes` in sum. */
export async function extractZip(
  archive: string,
  folder: string,
  options: { readonly place: (entry: string) => string | null; readonly capBytes: number },
): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true });
  let leftBytes = options.capBytes;
  for await (const entry of zip.eachEntry()) {
    const place = options.place(entry.fileName);
    if (place === null || entry.fileName.endsWith('/')) continue;
    const target = inside(folder, place);
    await mkdir(dirname(target), { recursive: true });
    // The upper half of the attributes is the Unix mode.
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    const source = await zip.openReadStreamPromise(entry);
    await pipeline(source, capped(leftBytes), createWriteStream(target, mode === 0 ? {} : { mode }));
    leftBytes -= entry.uncompressedSize;
  }
}

function capped(capBytes: number): Transform {
  let leftBytes = capBytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      leftBytes -= chunk.length;
      if (leftBytes < 0) done(new Error(`unpacks to more than ${capBytes} bytes`));
      else done(null, chunk);
    },
  });
}

function inside(folder: string, path: string): string {
  const target = join(folder, path);
  const way = relative(folder, target);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`))
    throw new Error(`${path} leads out of the archive`);
  return target;
}
