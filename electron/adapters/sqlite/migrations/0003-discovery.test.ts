import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { migrate } from '../migrate.ts';
import { migration0001 } from './0001-sites.ts';
import { migration0002 } from './0002-sync.ts';
import { migration0003 } from './0003-discovery.ts';

const before = [migration0001, migration0002];
const steps = [...before, migration0003];

let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase('schema-0001.db');
});
afterEach(() => old.remove());

test('a file of schema 2 keeps everything and gets sightings, sweeps and bindings', () => {
  migrate(old.db, before, 'file');
  const kept = old.dump();
  migrate(old.db, steps, 'file');
  expect(old.dump()).toEqual({
    userVersion: 3,
    tables: {
      ...kept.tables,
      sighting: { columns: ['site', 'id', 'seen_at_ms', 'document'], rows: [] },
      found_node: { columns: ['site', 'node_id', 'op_id', 'recorded'], rows: [] },
      sweep: { columns: ['id', 'site', 'range', 'port', 'pace', 'started_at_ms', 'ended_at_ms'], rows: [] },
      sweep_touch: { columns: ['sweep_id', 'address', 'at_ms', 'outcome'], rows: [] },
      binding: { columns: ['site', 'slot_id', 'node_id', 'document', 'bound_at_ms'], rows: [] },
    },
    indexes: [...kept.indexes, 'sighting_by_time'].sort(),
  });
});

test('one slot holds one machine and one machine one slot, in each site', () => {
  migrate(old.db, steps, 'file');
  const insert = old.db.prepare(
    "INSERT INTO binding (site, slot_id, node_id, document, bound_at_ms) VALUES (?, ?, ?, '{}', 1)",
  );
  insert.run('one', 'slot-1', 'node-1');
  insert.run('other', 'slot-1', 'node-1');
  expect(() => insert.run('one', 'slot-1', 'node-2')).toThrow('UNIQUE');
  expect(() => insert.run('one', 'slot-2', 'node-1')).toThrow('UNIQUE');
});
