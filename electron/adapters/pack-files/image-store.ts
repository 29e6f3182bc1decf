import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from '../../../shared/failure/failure.ts';
import type { ImageStore, PackImage } from '../../sites/sites-ports.ts';

/**
 * Images in `folder`, each in a file named by its digest; `<digest>.part` is what is half here. A file gets its
 * name only after its bytes are on disk and its digest was right, so a name is a promise.
 */
export function createImageStore(folder: string): ImageStore {
  const pathOf = ({ digest }: Pick<PackImage, 'digest'>): string => join(folder, digest.replace(':', '-'));
  return {
    present: async (images) => {
      const here = await Promise.all(
        images.map(async (one) => (await sizeOf(pathOf(one))) === one.sizeBytes),
      );
      return new Set(images.filter((_, index) => here[index]).map(({ digest }) => digest));
    },
    holds: async (image, signal) => {
      const path = pathOf(image);
      if ((await sizeOf(path)) === null) return false;
      if ((await digestOf(path, signal)) === image.digest) return true;
      await rm(path);
      return false;
    },
    receive: async (image, start, signal) => {
      await mkdir(folder, { recursive: true });
      const path = pathOf(image);
      const verdict = await takeIn(`${path}.part`, image, { start, signal });
      if (verdict === 'kept') await settle(`${path}.part`, path, folder);
      else await rm(`${path}.part`);
      return verdict;
    },
  };
}

interface Source {
  start(fromByte: number): Promise<AsyncIterable<Uint8Array>>;
  readonly signal: AbortSignal;
}

/** Appends the rest to the part file while hashing the whole; breaks off by throwing, with the part kept. */
async function takeIn(
  part: string,
  image: PackImage,
  { start, signal }: Source,
): Promise<'kept' | 'corrupt'> {
  const hash = createHash('sha256');
  let sizeBytes = (await sizeOf(part)) ?? 0;
  if (sizeBytes > image.sizeBytes) return 'corrupt';
  if (sizeBytes > 0) await hashFile(part, hash, signal);
  const file = await open(part, 'a');
  try {
    if (sizeBytes < image.sizeBytes) {
      for await (const chunk of await start(sizeBytes)) {
        signal.throwIfAborted();
        sizeBytes += chunk.length;
        if (sizeBytes > image.sizeBytes) return 'corrupt';
        await write(file, chunk, part);
        hash.update(chunk);
      }
    }
    // A stream that ends early without an error is one that broke off: what is here stays for the next try.
    if (sizeBytes < image.sizeBytes) throw brokenOff(image, sizeBytes);
    await file.sync();
    return `sha256:${hash.digest('hex')}` === image.digest ? 'kept' : 'corrupt';
  } finally {
    await file.close();
  }
}

function brokenOff({ reference, sizeBytes }: PackImage, hereBytes: number): Error {
  return failed('console-unreachable', {
    url: reference,
    detail: `${hereBytes} of ${sizeBytes} bytes`,
  });
}

async function write(file: FileHandle, chunk: Uint8Array, path: string): Promise<void> {
  try {
    await file.writeFile(chunk);
  } catch (error) {
    if (isNoRoom(error)) throw failed('disk-full', { path }, error);
    throw error;
  }
}

function isNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

async function settle(part: string, path: string, folder: string): Promise<void> {
  await rename(part, path);
  // Windows cannot sync a folder and does not need to.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Null when there is no such file. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    // Not there is the ordinary case; what cannot be looked at is not here either.
    return null;
  }
}

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await hashFile(path, hash, signal);
  return `sha256:${hash.digest('hex')}`;
}

async function hashFile(path: string, hash: Hash, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
  }
}
