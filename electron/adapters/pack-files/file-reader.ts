import { constants, type FileHandle, open } from 'node:fs/promises';
import type { FileReader } from '../../sites/sites-ports.ts';

/** Reads small files that a person chose. Folders, pipes and devices are no files to read. */
export const fileReader: FileReader = {
  read: async (path, limitBytes) => {
    const file = await openForReading(path);
    if (file === null) return null;
    try {
      const { size } = await file.stat();
      if (size > limitBytes) return { state: 'too-large', sizeBytes: size };
      const bytes = await readUpTo(file, limitBytes + 1);
      // It may have grown since it was measured.
      if (bytes.length > limitBytes) return { state: 'too-large', sizeBytes: bytes.length };
      return { state: 'read', bytes };
    } finally {
      await file.close();
    }
  },
};

async function openForReading(path: string): Promise<FileHandle | null> {
  let file: FileHandle;
  try {
    // Without NONBLOCK the open of a named pipe would wait for its writer for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    // Not there, or not allowed: for the person who chose it, there is no file to read.
    return null;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return null;
}

async function readUpTo(file: FileHandle, limitBytes: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let total = 0;
  while (total < limitBytes) {
    const part = Buffer.alloc(Math.min(64 * 1024, limitBytes - total));
    const { bytesRead } = await file.read(part, 0, part.length, null);
    if (bytesRead === 0) break;
    parts.push(part.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(parts);
}
