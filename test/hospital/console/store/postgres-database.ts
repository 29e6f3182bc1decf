import pg from 'pg';
import type { SqlDatabase } from './sql-database.ts';

/** Enough for two cores; more connections only wait for each other's row locks. */
const CONNECTIONS = 8;
const CONNECT_LIMIT_MS = 5000;

/** PostgreSQL by URL; throws at once when it cannot be reached. */
export async function openPostgres(databaseUrl: string): Promise<SqlDatabase> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
  });
  // An idle connection that the server cuts is replaced by the pool at the next use.
  pool.on('error', () => undefined);
  await pool.query('SELECT 1');
  return {
    query: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work({
          query: async (text, values = []) =>
            (await client.query<Record<string, unknown>>(text, [...values])).rows,
        });
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        // A connection in an unknown state must not go back into the pool.
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}
