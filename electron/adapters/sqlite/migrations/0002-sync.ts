import type { Migration } from '../migrate.ts';

/** The hash-chained log of operations and where the console stands with each. */
export const migration0002: Migration = {
  number: 2,
  name: 'sync',
  sql: `
    CREATE TABLE op (
      op_id TEXT PRIMARY KEY,
      site TEXT NOT NULL,
      region TEXT NOT NULL,
      dev TEXT NOT NULL,
      dev_seq INTEGER NOT NULL,
      kind TEXT NOT NULL,
      agg TEXT NOT NULL,
      document TEXT NOT NULL,
      hash TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'local',
      seq INTEGER,
      detail TEXT,
      confirmed_at_ms INTEGER,
      UNIQUE (dev, dev_seq)
    ) STRICT;
    CREATE INDEX op_by_state ON op (dev, state, confirmed_at_ms);
    CREATE INDEX op_open ON op (dev, dev_seq) WHERE state NOT IN ('confirmed', 'conflict', 'refused');
    CREATE TABLE remote_op (
      site TEXT NOT NULL,
      seq INTEGER NOT NULL,
      op_id TEXT NOT NULL,
      hash TEXT NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (site, seq)
    ) STRICT;
    CREATE TABLE sync_cursor (
      site TEXT PRIMARY KEY,
      cursor INTEGER NOT NULL
    ) STRICT;
  `,
};
