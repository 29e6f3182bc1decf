import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { createDiscoveryStore } from '../discovery-store.ts';
import { migrate } from '../migrate.ts';
import { migrations } from './all-migrations.ts';

let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase('schema-0001.db');
  migrate(old.db, migrations.slice(0, 6), 'file');
  old.db.exec(`
    INSERT INTO sweep VALUES ('op-1', 'st-anna', '10.20.4.0/30', 50000, 'gentle', 5, 9);
    INSERT INTO sweep VALUES ('op-2', 'st-anna', '10.20.4.0/30', 50000, 'normal', 20, NULL);
    INSERT INTO sweep_touch VALUES ('op-1', '10.20.4.2', 7, 'silent');
    INSERT INTO sweep_touch VALUES ('op-1', '10.20.4.1', 6, 'open');
    INSERT INTO sweep_touch VALUES ('op-2', '10.20.4.1', 21, 'closed');
  `);
});
afterEach(() => old.remove());

test('sweeps of schema 6 keep every touch, in the order of time, and everything else stays as it was', () => {
  const held = old.dump();
  migrate(old.db, migrations.slice(0, 7), 'file');
  const sweep = held.tables.sweep;
  const details = { details: '{}', ending: null, touched: null, answered: null };
  const touch = { attempt: 1, purpose: 'range' };
  expect(old.dump()).toEqual({
    userVersion: 7,
    tables: {
      ...held.tables,
      sweep: {
        columns: [...(sweep?.columns ?? []), 'details', 'ending', 'touched', 'answered'],
        rows: sweep?.rows.map((row) => Object.assign({}, row, details)),
      },
      sweep_touch: {
        columns: ['sweep_id', 'number', 'address', 'attempt', 'purpose', 'at_ms', 'outcome'],
        rows: [
          { sweep_id: 'op-1', number: 1, address: '10.20.4.1', at_ms: 6, outcome: 'open', ...touch },
          { sweep_id: 'op-1', number: 2, address: '10.20.4.2', at_ms: 7, outcome: 'silent', ...touch },
          { sweep_id: 'op-2', number: 1, address: '10.20.4.1', at_ms: 21, outcome: 'closed', ...touch },
        ],
      },
    },
    indexes: ['sweep_by_site', ...held.indexes].toSorted(),
  });
});

test('a sweep of an older version can be listed, and one that never ended is still to be recorded', () => {
  migrate(old.db, migrations, 'file');
  const { sweeps } = createDiscoveryStore(old.db);
  expect(sweeps.all('st-anna').map(({ id, end, touched, answered }) => [id, end, touched, answered])).toEqual(
    [
      ['op-2', null, 1, 0],
      ['op-1', { endedAtMs: 9, ending: 'complete' }, 2, 1],
    ],
  );
  expect(sweeps.unended('st-anna').map(({ id, details }) => [id, details.reference])).toEqual([
    ['op-2', null],
  ]);
});
