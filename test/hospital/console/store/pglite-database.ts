import { PGlite } from '@electric-sql/pglite';
import type { SqlDatabase } from './sql-database.ts';

/** PostgreSQL compiled to WebAssembly, inside this process; `directory` null keeps everything in memory. */
export async function openPglite(directory: string | null): Promise<SqlDatabase> {
  const database = directory === null ? new PGlite() : new PGlite(directory);
  await database.waitReady;
  return {
    query: async (text, values = []) =>
      (await database.query<Record<string, unknown>>(text, [...values])).rows,
    transaction: (work) =>
      database.transaction((transaction) =>
        work({
          query: async (text, values = []) =>
            (await transaction.query<Record<string, unknown>>(text, [...values])).rows,
        }),
      ),
    close: () => database.close(),
  };
}
