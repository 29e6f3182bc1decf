import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { migrate } from '../migrate.ts';
import { migrations } from './all-migrations.ts';

const before = migrations.slice(0, 5);
let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase('schema-0001.db');
  migrate(old.db, before, 'file');
});
afterEach(() => old.remove());

test('an enrolled laptop gets bundles and keeps everything else', () => {
  const held = old.dump();
  migrate(old.db, migrations.slice(0, 6), 'file');
  expect(old.dump()).toEqual({
    userVersion: 6,
    tables: {
      ...held.tables,
      bundle: { columns: ['number', 'id', 'site', 'created_at_ms', 'document'], rows: [] },
    },
    indexes: ['bundle_by_site', ...held.indexes].toSorted(),
  });
});

test('the newest bundles of a site are found by the index', () => {
  migrate(old.db, migrations.slice(0, 6), 'file');
  const plan = old.db
    .prepare<[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT document FROM bundle WHERE site = 'st-anna' ORDER BY number DESC LIMIT 100`,
    )
    .all();
  expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH bundle USING INDEX bundle_by_site (site=?)']);
});
