import SqliteDatabase, { type Database } from 'better-sqlite3';
import { failed } from '../../../shared/failure/failure.ts';

/**
 * What SQLite says when there is no room: at a page limit or a full file system, at a file size limit,
 * and when the shared memory of the WAL cannot grow.
 */
const FULL_CODES = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE'];

/** Runs a piece of work as one transaction that is on disk when it returns. */
export type Write = <T>(work: () => T) => T;

/**
 * Makes the one way in which stores write: a transaction, and `disk-full` when there is no room for it.
 * Before giving up it cuts the WAL back once, which may free enough, and tries once more; `work` must
 * therefore have no effects outside the database. Inside another write it joins that one.
 */
export function createWrite(db: Database): Write {
  return (work) => {
    const attempt = db.transaction(work);
    // The outermost write owns the retry: a checkpoint is impossible inside a transaction.
    if (db.inTransaction) return attempt();
    try {
      return attempt.immediate();
    } catch (error) {
      if (!isFull(error)) throw error;
      return secondAttempt(db, attempt.immediate);
    }
  };
}

function secondAttempt<T>(db: Database, attempt: () => T): T {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    return attempt();
  } catch (error) {
    if (isFull(error)) throw failed('disk-full', { path: db.name }, error);
    throw error;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && FULL_CODES.includes(error.code);
}
