import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_KEY } from '../../../test/fakes/temporary-database.ts';
import { openDatabase } from './open-database.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rounds-open-'));
  path = join(folder, 'rounds.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (keyHex = TEST_KEY) => openDatabase({ path, keyHex, nativeBinding: null });
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
};

test('a file opened again is as durable as on the day it was made', () => {
  open().close();
  const db = open();
  const pragma = (name: string) => db.pragma(name, { simple: true });
  // Without asking, a database in WAL mode reports synchronous=1 from the second open on.
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('fullfsync')).toBe(1);
  expect(pragma('checkpoint_fullfsync')).toBe(1);
  expect(pragma('temp_store')).toBe(2);
  expect(pragma('cache_size')).toBe(-65_536);
  expect(pragma('cipher')).toBe('aegis');
  db.close();
});

test('the file and its WAL hold no word of what was written', () => {
  const canary = 'St. Anna Klinikum canary';
  const db = open();
  db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run('name', canary);
  const onDisk = [readFileSync(path), readFileSync(`${path}-wal`)];
  expect(onDisk.map((bytes) => bytes.includes('canary') || bytes.includes('SQLite format'))).toEqual([
    false,
    false,
  ]);
  db.close();
});

test('another key opens nothing and changes nothing', () => {
  open().close();
  const before = readFileSync(path);
  expect(thrown(() => open('ab'.repeat(32)))).toMatchObject({
    failure: { code: 'database-unreadable', facts: { path } },
  });
  expect(readFileSync(path)).toEqual(before);
  open().close();
});

test('a damaged file and a file of something else are named as unreadable', () => {
  writeFileSync(path, 'this is a letter, not a database. '.repeat(500));
  expect(thrown(() => open())).toMatchObject({ failure: { code: 'database-unreadable' } });
});

test('a file of a newer Rounds is left alone', () => {
  const db = open();
  const known = Number(db.pragma('user_version', { simple: true }));
  db.pragma('user_version=99');
  db.close();
  expect(thrown(() => open())).toMatchObject({
    failure: { code: 'database-newer', facts: { path, found: 99, known } },
  });
});

test('a key that is not 32 bytes of hex is our own mistake', () => {
  expect(thrown(() => open("00'; DROP TABLE op; --"))).toBeInstanceOf(Error);
});
