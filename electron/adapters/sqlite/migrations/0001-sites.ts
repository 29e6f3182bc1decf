import type { Migration } from '../migrate.ts';

/**
 * Enrolment, settings and packs. Old packs stay, so that a refused one never costs the one in use; each keeps
 * its exact text and signature, so that it can be verified again.
 */
export const migration0001: Migration = {
  number: 1,
  name: 'sites',
  sql: `
    CREATE TABLE setting (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
    CREATE TABLE pack (
      site TEXT NOT NULL,
      version INTEGER NOT NULL,
      document TEXT NOT NULL,
      signature TEXT NOT NULL,
      accepted_at_ms INTEGER NOT NULL,
      PRIMARY KEY (site, version)
    ) STRICT;
  `,
};
