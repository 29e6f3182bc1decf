import type { Migration } from '../migrate.ts';

/** Check reports, whole. */
export const migration0004: Migration = {
  number: 4,
  name: 'checks',
  sql: `
    CREATE TABLE check_report (
      id TEXT PRIMARY KEY,
      site TEXT NOT NULL,
      vantage TEXT NOT NULL,
      started_at_ms INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX check_report_by_vantage ON check_report (site, vantage, started_at_ms);
  `,
};
