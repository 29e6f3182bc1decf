import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { type Migration, migrate } from './migrate.ts';

const step = (number: number, sql: string): Migration => ({ number, name: `step-${number}`, sql });
const first = step(1, 'CREATE TABLE one (a INTEGER) STRICT; INSERT INTO one VALUES (1);');
const second = step(2, 'ALTER TABLE one ADD COLUMN b INTEGER; UPDATE one SET b = a + 1;');

test('only the steps that the file has not seen are run', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db, [first], 'file');
  migrate(db, [first, second], 'file');
  migrate(db, [first, second], 'file');
  expect(db.prepare('SELECT * FROM one').all()).toEqual([{ a: 1, b: 2 }]);
  expect(db.pragma('user_version', { simple: true })).toBe(2);
});

test('a step that fails half-way leaves the file at the step before', () => {
  const db = new SqliteDatabase(':memory:');
  const broken = step(2, 'CREATE TABLE two (a INTEGER); INSERT INTO missing VALUES (1);');
  expect(() => migrate(db, [first, broken], 'file')).toThrow('no such table');
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  expect(db.prepare('SELECT name FROM sqlite_master').pluck().all()).toEqual(['one']);
  migrate(db, [first, second], 'file');
  expect(db.pragma('user_version', { simple: true })).toBe(2);
});

test('steps out of order are our own mistake', () => {
  const db = new SqliteDatabase(':memory:');
  expect(() => migrate(db, [second, first], 'file')).toThrow('out of order');
});
