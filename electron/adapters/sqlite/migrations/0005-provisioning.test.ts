import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { migrate } from '../migrate.ts';
import { migration0001 } from './0001-sites.ts';
import { migration0002 } from './0002-sync.ts';
import { migration0003 } from './0003-discovery.ts';
import { migration0004 } from './0004-checks.ts';
import { migration0005 } from './0005-provisioning.ts';

const before = [migration0001, migration0002, migration0003, migration0004];
const steps = [...before, migration0005];

let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase('schema-0001.db');
});
afterEach(() => old.remove());

test('a file of schema 4 keeps everything and gets the journal of flows', () => {
  migrate(old.db, before, 'file');
  const kept = old.dump();
  migrate(old.db, steps, 'file');
  const now = old.dump();
  expect(now).toEqual({
    userVersion: 5,
    tables: {
      ...kept.tables,
      flow: { columns: ['site', 'node_id', 'document', 'updated_at_ms'], rows: [] },
      flow_line: { columns: ['line_id', 'site', 'node_id', 'at_ms', 'text'], rows: [] },
    },
    indexes: [...kept.indexes, 'flow_line_by_node'].sort(),
  });
});

test('a node has one flow in each site', () => {
  migrate(old.db, steps, 'file');
  const insert = old.db.prepare(
    "INSERT INTO flow (site, node_id, document, updated_at_ms) VALUES (?, ?, '{}', 1)",
  );
  insert.run('one', 'node');
  insert.run('other', 'node');
  expect(() => insert.run('one', 'node')).toThrow('UNIQUE');
});

test('the newest lines of one node are read from an index', () => {
  migrate(old.db, steps, 'file');
  const plan = old.db
    .prepare<[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT at_ms, text FROM flow_line WHERE site = 's' AND node_id = 'n'
       ORDER BY line_id DESC LIMIT 200`,
    )
    .all();
  expect(plan.map(({ detail }) => detail).join()).toContain('flow_line_by_node');
});
