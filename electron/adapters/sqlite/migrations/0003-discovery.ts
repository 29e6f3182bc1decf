import type { Migration } from '../migrate.ts';

/** Raw sightings and the bindings of machines to slots. */
export const migration0003: Migration = {
  number: 3,
  name: 'discovery',
  sql: `
    CREATE TABLE sighting (
      id TEXT PRIMARY KEY,
      site TEXT NOT NULL,
      seen_at_ms INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sighting_by_time ON sighting (site, seen_at_ms);
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
