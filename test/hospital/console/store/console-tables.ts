import type { SqlDatabase } from './sql-database.ts';

/**
 * Every key starts with the site, so that the tables can be spread by site (Citus, Yugabyte) unchanged.
 * An op's JSON is text and not jsonb: jsonb refuses the escape for NUL, and nothing sent may be lost.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS sites (
     site text PRIMARY KEY,
     region text NOT NULL,
     next_seq bigint NOT NULL DEFAULT 1)`,
  `CREATE TABLE IF NOT EXISTS devices (
     site text NOT NULL REFERENCES sites,
     dev text NOT NULL,
     token_hash text NOT NULL,
     state text NOT NULL DEFAULT 'active',
     public_key text,
     PRIMARY KEY (site, dev))`,
  'CREATE INDEX IF NOT EXISTS devices_by_token ON devices (token_hash)',
  `CREATE TABLE IF NOT EXISTS ops (
     site text NOT NULL,
     dev text NOT NULL,
     dev_seq bigint NOT NULL,
     op_id text NOT NULL,
     kind text NOT NULL,
     agg text NOT NULL,
     hash text NOT NULL,
     state text NOT NULL CHECK (state IN ('applied', 'refused', 'deferred')),
     seq bigint,
     detail text,
     fixable boolean NOT NULL DEFAULT false,
     received_at timestamptz NOT NULL DEFAULT now(),
     op text NOT NULL,
     PRIMARY KEY (site, dev, dev_seq),
     UNIQUE (site, op_id),
     UNIQUE (site, seq),
     CHECK ((state = 'applied') = (seq IS NOT NULL)))`,
  "CREATE INDEX IF NOT EXISTS ops_not_applied ON ops (site, dev, agg) WHERE state <> 'applied'",
  'CREATE INDEX IF NOT EXISTS ops_by_aggregate ON ops (site, kind, agg)',
];

/** Makes the console's tables where they are missing. Several consoles may start on one database at once. */
export async function createTables(database: SqlDatabase): Promise<void> {
  await database.transaction(async (runner) => {
    // IF NOT EXISTS alone races between two starting consoles; any number of our own will do as the lock's name.
    await runner.query('SELECT pg_advisory_xact_lock(77001)');
    for (const statement of TABLES) await runner.query(statement);
  });
}
