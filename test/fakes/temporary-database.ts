import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../electron/adapters/sqlite/open-database.ts';

/** The key of every database in tests. */
export const TEST_KEY = '5ec4e7'.padEnd(64, '0');

export interface TemporaryDatabase {
  readonly path: string;
  readonly db: Database;
  /** Closes the connection and opens the same file again. */
  reopen(): Database;
  remove(): void;
}

/** A real encrypted database in a folder of its own. */
export function createTemporaryDatabase(): TemporaryDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-db-'));
  const path = join(folder, 'rounds.db');
  const open = (): Database => openDatabase({ path, keyHex: TEST_KEY, nativeBinding: null });
  let db = open();
  return {
    path,
    get db() {
      return db;
    },
    reopen: () => {
      db.close();
      db = open();
      return db;
    },
    remove: () => {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}
