import type { Migration } from '../migrate.ts';

/** Bundles that were made, with their manifests. */
export const migration0006: Migration = {
  number: 6,
  name: 'bundles',
  sql: `
    CREATE TABLE bundle (
      id TEXT PRIMARY KEY,
      site TEXT NOT NULL,
      created_at_ms INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
  `,
};
