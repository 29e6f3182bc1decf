import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a small file so that a power cut leaves the old one or the new one, whole: temporary file, fsync, rename, fsync of the folder. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  // Windows cannot open a folder; there the rename is written through.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
