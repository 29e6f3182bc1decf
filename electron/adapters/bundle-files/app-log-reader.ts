import { open } from 'node:fs/promises';

/** The newest part of the log that goes into a bundle: weeks of field work. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/** Reads the app's own log (`path` and the older `path.1`), oldest line first, whole lines only. */
export function createAppLogReader(path: string): () => Promise<string> {
  return async () => {
    const newer = await readEnd(path, LIMIT_BYTES);
    const older = await readEnd(`${path}.1`, LIMIT_BYTES - newer.length);
    return `${older}${newer}`;
  };
}

async function readEnd(path: string, limitBytes: number): Promise<string> {
  if (limitBytes <= 0) return '';
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - limitBytes);
      const { bytesRead, buffer } = await file.read(
        Buffer.alloc(Math.min(size, limitBytes)),
        0,
        undefined,
        start,
      );
      const text = buffer.subarray(0, bytesRead).toString('utf8');
      // Half a line could hold half a secret, which no rule would know.
      return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
