import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and what is missing above it, for this user alone; false when it cannot be. Step by step, because
 * Node's recursive `mkdir` never returns where the system answers ENOENT for a folder that is there (/proc, autofs).
 */
export function makeFolder(path: string): boolean {
  if (isFolder(path)) return true;
  const parent = dirname(path);
  if (parent === path || !makeFolder(parent)) return false;
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch {
    // Expected here: no permission, a file in its place, a full disk, or somebody made it at this moment.
    return isFolder(path);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Expected here: nothing is there, or a file is where a folder should lead on.
    return false;
  }
}
