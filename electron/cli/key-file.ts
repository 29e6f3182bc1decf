import { readFileSync, statSync } from 'node:fs';
import type { EngineOptions } from '../create-engine.ts';
import { demoKeyHex } from '../demo-key.ts';
import type { CliOptions } from './options.ts';

/** A key has 64 characters; anything much larger is another file. */
const LIMIT_BYTES = 200;

/** The key of the data folder, or why there is none: a terminal has no password store of its own. */
export function readKey({ demo, keyFile }: CliOptions): EngineOptions['key'] {
  if (keyFile !== null) return keyIn(keyFile);
  if (demo) return { state: 'unlocked', keyHex: demoKeyHex, keystore: 'demo' };
  return refused('--key-file is missing');
}

function keyIn(path: string): EngineOptions['key'] {
  try {
    const { mode, size } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return refused(`others can read ${path}; chmod 600 closes it`);
    const typed = size > LIMIT_BYTES ? '' : readFileSync(path, 'utf8').trim().toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(typed)) return refused(`${path} does not hold 64 hex characters`);
    return { state: 'unlocked', keyHex: typed, keystore: 'file' };
  } catch {
    // Expected here: no such file, a folder, or one that belongs to somebody else.
    return refused(`${path} cannot be read`);
  }
}

function refused(detail: string): EngineOptions['key'] {
  return { state: 'refused', reason: 'key-file', detail };
}
