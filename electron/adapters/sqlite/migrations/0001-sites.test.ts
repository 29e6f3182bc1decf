import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OldDatabase, openOldDatabase } from '../../../../test/fakes/old-database.ts';
import { migrate } from '../migrate.ts';
import { migration0001 } from './0001-sites.ts';

let old: OldDatabase;
beforeEach(() => {
  old = openOldDatabase(null);
});
afterEach(() => old.remove());

test('a new file gets settings and packs', () => {
  migrate(old.db, [migration0001], 'file');
  expect(old.dump()).toEqual({
    userVersion: 1,
    tables: {
      pack: { columns: ['site', 'version', 'document', 'signature', 'accepted_at_ms'], rows: [] },
      setting: { columns: ['name', 'value'], rows: [] },
    },
    indexes: [],
  });
});

test('a setting without a name, twice, or of another type is refused by the file itself', () => {
  migrate(old.db, [migration0001], 'file');
  const insert = (name: unknown, value: unknown) =>
    old.db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run(name, value);
  insert('a', '1');
  expect(() => insert('a', '2')).toThrow('UNIQUE');
  expect(() => insert('b', null)).toThrow('NOT NULL');
  expect(() => insert('c', Buffer.from('x'))).toThrow('cannot store BLOB');
});
