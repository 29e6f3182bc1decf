import type { Migration } from '../migrate.ts';

/** The journal of flows: the current step of each, written before the step's effect begins, and what nodes said. */
export const migration0005: Migration = {
  number: 5,
  name: 'provisioning',
  sql: `
    CREATE TABLE flow (
      site TEXT NOT NULL,
      node_id TEXT NOT NULL,
      document TEXT NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      PRIMARY KEY (site, node_id)
    ) STRICT;
    CREATE TABLE flow_line (
      line_id INTEGER PRIMARY KEY,
      site TEXT NOT NULL,
      node_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX flow_line_by_node ON flow_line (site, node_id, line_id);
  `,
};
