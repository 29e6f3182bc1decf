import { fileURLToPath } from 'node:url';
import { openPglite } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';

export type SqlRow = Readonly<Record<string, unknown>>;

/** One statement at a time with `$1` parameters; gives the rows. */
export interface SqlRunner {
  query(text: string, values?: readonly unknown[]): Promise<readonly SqlRow[]>;
}

/** What the console needs of a database: PostgreSQL's SQL and transactions, embedded or by the network. */
export interface SqlDatabase extends SqlRunner {
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (runner: SqlRunner) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens PostgreSQL for a `postgres://` URL, else PGlite: in a directory for `file://`, in memory without a URL. */
export async function openDatabase(databaseUrl: string | undefined): Promise<SqlDatabase> {
  if (databaseUrl === undefined) return openPglite(null);
  if (databaseUrl.startsWith('file:')) return openPglite(fileURLToPath(databaseUrl));
  return openPostgres(databaseUrl);
}
