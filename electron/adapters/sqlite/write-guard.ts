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
 * Makes the one way in which stores write: a transaction, and `disk-full` when there is no room for it. `work` may
 * run twice (see `withRoom`), so it must have no effects outside the database. Inside another write it joins that
 * one.
 */
export function createWrite(db: Database): Write {
  // Made once: each `transaction` call builds four functions.
  const transaction = db.transaction((work: () => void) => work());
  return (work) => {
    const values: ReturnType<typeof work>[] = [];
    withRoom(db, () => {
      values.length = 0;
      transaction.immediate(() => void values.push(work()));
    });
    const [value] = values;
    // Pushed by the line above, or an error was thrown.
    return value as ReturnType<typeof work>;
  };
}

/**
 * Runs something that writes. When there is no room it cuts the WAL back once, which may free enough, and tries
 * once more; then it throws `disk-full`. The outermost write owns that: inside a transaction there is no checkpoint.
 */
export function withRoom<T>(db: Database, write: () => T): T {
  if (db.inTransaction) return write();
  try {
    return write();
  } catch (error) {
    if (!isFull(error)) throw error;
  }
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    return write();
  } catch (error) {
    if (isFull(error)) throw failed('disk-full', { path: db.name }, error);
    throw error;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && FULL_CODES.includes(error.code);
}
