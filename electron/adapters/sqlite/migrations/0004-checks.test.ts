import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { migrate } from '../migrate.ts';
import { migration0001 } from './0001-sites.ts';
import { migration0002 } from './0002-sync.ts';
import { migration0003 } from './0003-discovery.ts';
import { migration0004 } from './0004-checks.ts';

const before = [migration0001, migration0002, migration0003];
let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase('schema-0001.db');
  migrate(old.db, before, 'file');
});
afterEach(() => old.remove());

test('an enrolled laptop gets check reports and keeps everything else', () => {
  const held = old.dump();
  migrate(old.db, [...before, migration0004], 'file');
  expect(old.dump()).toEqual({
    userVersion: 4,
    tables: {
      ...held.tables,
      check_report: { columns: ['number', 'id', 'site', 'vantage', 'started_at_ms', 'document'], rows: [] },
    },
    indexes: ['check_report_by_vantage', ...held.indexes].toSorted(),
  });
});

test('the newest report of each vantage is found by the index, however many there are', () => {
  migrate(old.db, [...before, migration0004], 'file');
  const plan = old.db
    .prepare<[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT max(number) FROM check_report WHERE site = 'st-anna' GROUP BY vantage`,
    )
    .all();
  expect(plan.map(({ detail }) => detail).join()).toContain('USING COVERING INDEX check_report_by_vantage');
});
