import type { Migration } from '../migrate.ts';

/** Raw sightings, which nodes were told of, the log of sweeps, and the bindings of machines to slots. */
export const migration0003: Migration = {
  number: 3,
  name: 'discovery',
  sql: `
    CREATE TABLE sighting (
      site TEXT NOT NULL,
      id TEXT NOT NULL,
      seen_at_ms INTEGER NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (site, id)
    ) STRICT;
    CREATE INDEX sighting_by_time ON sighting (site, seen_at_ms);
    CREATE TABLE found_node (
      site TEXT NOT NULL,
      node_id TEXT NOT NULL,
      op_id TEXT NOT NULL,
      recorded INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (site, node_id)
    ) STRICT;
    CREATE TABLE sweep (
      id TEXT PRIMARY KEY,
      site TEXT NOT NULL,
      range TEXT NOT NULL,
      port INTEGER NOT NULL,
      pace TEXT NOT NULL,
      started_at_ms INTEGER NOT NULL,
      ended_at_ms INTEGER
    ) STRICT;
    CREATE TABLE sweep_touch (
      sweep_id TEXT NOT NULL REFERENCES sweep (id),
      address TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      PRIMARY KEY (sweep_id, address)
    ) STRICT;
    CREATE TABLE binding (
      site TEXT NOT NULL,
      slot_id TEXT NOT NULL,
      node_id TEXT NOT NULL,
      document TEXT NOT NULL,
      bound_at_ms INTEGER NOT NULL,
      PRIMARY KEY (site, slot_id),
      UNIQUE (site, node_id)
    ) STRICT;
  `,
};
