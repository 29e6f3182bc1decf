import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock, Log, LogFacts } from '../../ports.ts';
import { makeFolder } from '../disk/make-folder.ts';

/** Two files of this size are kept: enough for weeks of field work, small enough for every bundle. */
const LIMIT_BYTES = 2 * 1024 * 1024;

/**
 * The app's own log: JSON lines in `path`, rotated once to `path.1`. A log that cannot be written
 * (disk full) is dropped: it must never stop the work it describes.
 */
export function createFileLog(path: string, clock: Clock): Log {
  makeFolder(dirname(path));
  let sizeBytes = sizeOf(path);
  const write = (level: string, event: string, facts: LogFacts): void => {
    const line = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, event, ...facts })}\n`;
    try {
      if (sizeBytes + line.length > LIMIT_BYTES) {
        renameSync(path, `${path}.1`);
        sizeBytes = 0;
      }
      appendFileSync(path, line, { mode: 0o600 });
      sizeBytes += line.length;
    } catch {
      // Expected here: a full or read-only disk. See above.
    }
  };
  return {
    info: (event, facts = {}) => write('info', event, facts),
    warn: (event, facts = {}) => write('warn', event, facts),
    bug: (event, error) => {
      const reference = Math.random().toString(36).slice(2, 8).toUpperCase();
      write('bug', event, { reference, error: stackOf(error) });
      return reference;
    },
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    // Expected here: the first start, when there is no log yet.
    return 0;
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
