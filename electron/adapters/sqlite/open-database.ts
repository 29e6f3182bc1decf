import SqliteDatabase from 'better-sqlite3';
import { failed } from '../../../shared/failure/failure.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all-migrations.ts';

export type Database = SqliteDatabase.Database;

/**
 * First version without the WAL-reset corruption (two connections checkpointing at one instant,
 * SQLite 3.7.0 to 3.51.2).
 */
const SQLITE_FLOOR = [3, 51, 3] as const;
/** Negative means KiB: with 64 MiB of cache the cipher costs nothing that can be measured. */
const CACHE_SIZE = -65_536;
/** A WAL larger than this is cut back after a checkpoint, so that a long reader cannot grow it for ever. */
const JOURNAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;

export interface OpenOptions {
  readonly path: string;
  /** 32 bytes as 64 hex characters; a raw key, so no key derivation at each open. */
  readonly keyHex: string;
  /** Path of a binding built for an older Node-API; null for the one in the package. */
  readonly nativeBinding: string | null;
}

/**
 * Opens (or makes) the encrypted database, asserts every pragma that durability rests on, and migrates.
 * Throws `database-unreadable` for a wrong key or a damaged file, `database-newer` for a later schema.
 */
export function openDatabase({ path, keyHex, nativeBinding }: OpenOptions): Database {
  if (!/^[0-9a-f]{64}$/.test(keyHex)) throw new Error('the database key is not 32 bytes of hex');
  const db = openFile(path, nativeBinding);
  try {
    unlock(db, keyHex, path);
    applyPragmas(db);
    assertPragmas(db);
    migrate(db, migrations, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openFile(path: string, nativeBinding: string | null): Database {
  try {
    return new SqliteDatabase(path, nativeBinding === null ? {} : { nativeBinding });
  } catch (error) {
    // A folder in its place, no permission, a disk that is gone: SQLite says CANTOPEN for all of them.
    if (error instanceof SqliteDatabase.SqliteError) throw failed('database-unreadable', { path }, error);
    throw error;
  }
}

function unlock(db: Database, keyHex: string, path: string): void {
  // Cipher and key come before any other statement. AEGIS is authenticated and costs least (measured).
  db.pragma("cipher='aegis'");
  db.pragma(`hexkey='${keyHex}'`);
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
  } catch (error) {
    throw failed('database-unreadable', { path }, error);
  }
}

function applyPragmas(db: Database): void {
  db.pragma('journal_mode=WAL');
  // The library is compiled with NORMAL as default for WAL, so each open must ask for FULL.
  db.pragma('synchronous=FULL');
  db.pragma('foreign_keys=ON');
  db.pragma('fullfsync=ON');
  db.pragma('checkpoint_fullfsync=ON');
  db.pragma('temp_store=MEMORY');
  db.pragma(`cache_size=${CACHE_SIZE}`);
  db.pragma(`journal_size_limit=${JOURNAL_SIZE_LIMIT_BYTES}`);
}

function assertPragmas(db: Database): void {
  const expected = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 } as const;
  for (const [name, value] of Object.entries(expected)) {
    const found = db.pragma(name, { simple: true });
    if (found !== value) throw new Error(`pragma ${name} is ${String(found)}, not ${value}`);
  }
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  if (isOlder(version)) throw new Error(`SQLite ${version} is older than ${SQLITE_FLOOR.join('.')}`);
}

function isOlder(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, floor] of SQLITE_FLOOR.entries()) {
    const part = parts[index] ?? 0;
    if (part !== floor) return part < floor;
  }
  return false;
}
