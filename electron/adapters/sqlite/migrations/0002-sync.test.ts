import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { migrate } from '../migrate.ts';
import { migration0001 } from './0001-sites.ts';
import { migration0002 } from './0002-sync.ts';

const steps = [migration0001, migration0002];
/** What the stored file holds: an enrolled laptop with two packs. */
const kept = {
  pack: {
    columns: ['site', 'version', 'document', 'signature', 'accepted_at_ms'],
    rows: [
      {
        site: 'st-anna',
        version: 11,
        document: '{"version":11}',
        signature: 'untrusted comment: eleven',
        accepted_at_ms: 1_795_248_000_000,
      },
      {
        site: 'st-anna',
        version: 12,
        document: '{"version":12,"name":"Zürich → Köln"}',
        signature: 'untrusted comment: twelve',
        accepted_at_ms: 1_795_334_400_000,
      },
    ],
  },
  setting: { columns: ['name', 'value'], rows: [{ name: 'settings', value: '{"theme":"dark"}' }] },
};

let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase('schema-0001.db');
});
afterEach(() => old.remove());

test('a file of schema 1 keeps everything and gets the log of operations', () => {
  expect(old.dump()).toEqual({ userVersion: 1, tables: kept, indexes: [] });
  migrate(old.db, steps, 'file');
  expect(old.dump()).toEqual({
    userVersion: 2,
    tables: {
      ...kept,
      op: {
        columns: [
          ...['op_id', 'site', 'region', 'dev', 'dev_seq', 'kind', 'agg', 'document', 'hash'],
          ...['state', 'seq', 'detail', 'confirmed_at_ms'],
        ],
        rows: [],
      },
      remote_op: { columns: ['site', 'seq', 'op_id', 'hash', 'document'], rows: [] },
      sync_cursor: { columns: ['site', 'cursor'], rows: [] },
    },
    indexes: ['op_by_state', 'op_open'],
  });
});

test('one place in the chain of a device is taken once, and a new op is local', () => {
  migrate(old.db, steps, 'file');
  const insert = old.db.prepare(
    `INSERT INTO op (op_id, site, region, dev, dev_seq, kind, agg, document, hash)
     VALUES (?, 'st-anna', 'eu-1', ?, ?, 'node.found', 'node:1', '{}', 'f')`,
  );
  insert.run('op-1', 'laptop-1', 1);
  insert.run('op-2', 'laptop-2', 1);
  expect(() => insert.run('op-3', 'laptop-1', 1)).toThrow('UNIQUE');
  expect(() => insert.run('op-1', 'laptop-1', 2)).toThrow('UNIQUE');
  expect(old.db.prepare('SELECT DISTINCT state FROM op').pluck().all()).toEqual(['local']);
});

test('the outbox is read from its own small index, however long the log has become', () => {
  migrate(old.db, steps, 'file');
  const plan = old.db
    .prepare<[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT document FROM op
       WHERE dev = 'laptop-1' AND dev_seq > 0 AND state NOT IN ('confirmed', 'conflict', 'refused')
       ORDER BY dev_seq LIMIT 500`,
    )
    .all();
  expect(plan.map(({ detail }) => detail).join()).toContain('USING INDEX op_open');
});
