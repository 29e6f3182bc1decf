import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRecordingFiles } from '../../electron/adapters/serial/recording-files.ts';
import { createFakeRecordings } from '../fakes/serial/fake-recordings.ts';

function onDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-recordings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return createRecordingFiles(join(folder, 'serial'));
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.failure?.code ?? String(error),
  );

describe.each([
  ['in memory', createFakeRecordings],
  ['on disk', onDisk],
])('recordings %s', (_, open) => {
  test('are kept by site, listed, and read from their end in whole lines', async () => {
    const store = open();
    const file = await store.create('st-example', 'ttyUSB0-1.log');
    await file.append('one\n');
    await file.append('two\nthree\n');
    await file.close();
    expect(await store.list('st-example')).toEqual([{ file: 'ttyUSB0-1.log', sizeBytes: 14 }]);
    expect(await store.list('another')).toEqual([]);
    expect(await store.tail('st-example', 'ttyUSB0-1.log', 100)).toBe('one\ntwo\nthree\n');
    expect(await store.tail('st-example', 'ttyUSB0-1.log', 8)).toBe('three\n');
  });

  test('never write over one that is there', async () => {
    const store = open();
    await (await store.create('s', 'a.log')).close();
    expect(await codeOf(store.create('s', 'a.log'))).toBe('disk-full');
  });
});

test('a recording on disk is for its owner alone, and no name leads out of its folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-recordings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = createRecordingFiles(folder);
  const file = await store.create('../../etc', '../../passwd.log');
  await file.close();
  expect(file.file.startsWith(`${folder}/`)).toBe(true);
  expect(statSync(file.file).mode & 0o777).toBe(0o600);
  expect(await store.tail('../../etc', '/x/passwd.log', 10)).toBe('');
});

test('where no folder can be made, it says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-recordings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'file'), '');
  expect(await codeOf(createRecordingFiles(join(folder, 'file')).create('s', 'a.log'))).toBe('disk-full');
});
