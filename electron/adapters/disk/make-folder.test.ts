import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'rounds-folder-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

test('a folder and those above it are made for one user, and made once', () => {
  const path = join(place, 'a/b/c');
  expect([makeFolder(path), makeFolder(path)]).toEqual([true, true]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('where a file stands no folder is made', () => {
  writeFileSync(join(place, 'file'), '');
  expect([makeFolder(join(place, 'file')), makeFolder(join(place, 'file/deep/er'))]).toEqual([false, false]);
});

test('a system that makes no folder there is believed', () => {
  expect(makeFolder('/proc/rounds/data')).toBe(false);
});
