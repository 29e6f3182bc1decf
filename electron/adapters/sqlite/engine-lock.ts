import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { z } from 'zod';
import { failed } from '../../../shared/failure/failure.ts';

/** An engine that was told to end may still be closing its files. */
const PATIENCE_MS = 300;

const holderSchema = z.object({ pid: z.int(), program: z.string().max(200) });

export interface LockOptions {
  readonly dataDir: string;
  /** What the other one is told is running here, for example `rounds find`. */
  readonly program: string;
  /** Path of a SQLite binding built for an older Node-API; null for the one in the package. */
  readonly nativeBinding: string | null;
}

/**
 * Takes the data folder for this engine alone and gives back how to let it go. Throws `busy`, naming the other
 * process, while another engine has it. The lock is SQLite's on a file of its own: the system takes it away
 * with the process, however that ends, so no stale lock can be left behind and no process id is trusted.
 */
export function lockDataDir({ dataDir, program, nativeBinding }: LockOptions): () => void {
  const holderPath = join(dataDir, 'engine.json');
  const lock = take(join(dataDir, 'engine.lock'), nativeBinding);
  if (lock === null) throw failed('busy', { what: holderIn(holderPath) });
  // Only for the words; who reads it before it is written hears less.
  writeFileSync(holderPath, `${JSON.stringify({ pid: process.pid, program })}\n`, { mode: 0o600 });
  return () => {
    rmSync(holderPath, { force: true });
    lock.close();
  };
}

/** A connection that holds the lock; null when another does. */
function take(path: string, nativeBinding: string | null): SqliteDatabase.Database | null {
  const binding = nativeBinding === null ? {} : { nativeBinding };
  const db = open(path, { ...binding, timeout: PATIENCE_MS });
  try {
    // Never ended: held until the connection closes. Nothing is written, so the file stays empty.
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (!(error instanceof SqliteDatabase.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) return null;
    throw failed('database-unreadable', { path }, error);
  }
}

function open(path: string, options: SqliteDatabase.Options): SqliteDatabase.Database {
  try {
    return new SqliteDatabase(path, options);
  } catch (error) {
    // A folder in its place, no permission, a disk that is gone: SQLite says CANTOPEN for all of them.
    if (error instanceof SqliteDatabase.SqliteError) throw failed('database-unreadable', { path }, error);
    throw error;
  }
}

function holderIn(path: string): string {
  try {
    const { pid, program } = holderSchema.parse(JSON.parse(readFileSync(path, 'utf8').slice(0, 1000)));
    return `${program} (process ${pid})`;
  } catch {
    // Expected here: the other one has not written it yet, or its disk is full.
    return 'Rounds';
  }
}
