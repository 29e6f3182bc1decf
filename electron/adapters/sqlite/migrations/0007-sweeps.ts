import type { Migration } from '../migrate.ts';

/**
 * Sweeps say under which conditions they ran and how they ended; their touches are written before they are sent, in
 * the order of their numbers, and an address may be asked more than once.
 */
export const migration0007: Migration = {
  number: 7,
  name: 'sweeps',
  sql: `
    ALTER TABLE sweep ADD COLUMN details TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE sweep ADD COLUMN ending TEXT;
    ALTER TABLE sweep ADD COLUMN touched INTEGER;
    ALTER TABLE sweep ADD COLUMN answered INTEGER;
    CREATE INDEX sweep_by_site ON sweep (site, started_at_ms);
    CREATE TABLE sweep_touch_numbered (
      sweep_id TEXT NOT NULL REFERENCES sweep (id),
      number INTEGER NOT NULL,
      address TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      purpose TEXT NOT NULL,
      at_ms INTEGER,
      outcome TEXT,
      PRIMARY KEY (sweep_id, number)
    ) STRICT;
    INSERT INTO sweep_touch_numbered (sweep_id, number, address, attempt, purpose, at_ms, outcome)
      SELECT sweep_id, row_number() OVER (PARTITION BY sweep_id ORDER BY at_ms, rowid), address, 1, 'range', at_ms, outcome
      FROM sweep_touch;
    DROP TABLE sweep_touch;
    ALTER TABLE sweep_touch_numbered RENAME TO sweep_touch;
  `,
};
