import type { Migration } from '../migrate.ts';

/** Check reports, whole. `number` is the order in which they were made: the laptop's clock may be set back. */
export const migration0004: Migration = {
  number: 4,
  name: 'checks',
  sql: `
    CREATE TABLE check_report (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      site TEXT NOT NULL,
      vantage TEXT NOT NULL,
      started_at_ms INTEGER NOT NULL,
      document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX check_report_by_vantage ON check_report (site, vantage, number);
  `,
};
