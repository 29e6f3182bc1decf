import type { Migration } from '../migrate.ts';

/** Bundles that were made, with their manifests. `number` is their order: the laptop's clock may be set back. */
export const migration0006: Migration = {
  number: 6,
  name: 'bundles',
  sql: `
    CREATE TABLE bundle (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      site TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX bundle_by_site ON bundle (site, number);
  `,
};
