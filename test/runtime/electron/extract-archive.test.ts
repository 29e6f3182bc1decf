import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { extractTarball, extractZip } from './extract-archive.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'extract-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function zip(): Promise<string> {
  const archive = join(folder, 'archive.zip');
  const file = new ZipFile();
  file.addBuffer(Buffer.from('#!'), 'App/program', { mode: 0o100755 });
  file.addBuffer(Buffer.from('text'), 'App/deep/file.txt', { mode: 0o100644 });
  file.addBuffer(Buffer.alloc(1000), 'App/large');
  file.end();
  await pipeline(file.outputStream, createWriteStream(archive));
  return archive;
}

async function tarball(): Promise<string> {
  const archive = join(folder, 'archive.tgz');
  const file = pack();
  file.entry({ name: 'package/package.json' }, '{}');
  file.entry({ name: 'package/inner.zip' }, 'inner');
  file.finalize();
  await pipeline(file, createGzip(), createWriteStream(archive));
  return archive;
}

test('a zip is unpacked where each entry is placed, with its executable bit', async () => {
  await extractZip(await zip(), folder, {
    capBytes: 10_000,
    place: (entry) => (entry === 'App/large' ? null : entry.replace('App/', 'dist/')),
  });
  expect(readFileSync(join(folder, 'dist/deep/file.txt'), 'utf8')).toBe('text');
  expect(statSync(join(folder, 'dist/program')).mode & 0o111).toBe(0o111);
});

test('an entry that leads out of the folder is refused', async () => {
  const archive = await zip();
  const unpack = extractZip(archive, folder, { capBytes: 10_000, place: (entry) => `../${entry}` });
  await expect(unpack).rejects.toThrow('leads out of the archive');
});

test('a zip that unpacks to more than its cap is refused', async () => {
  const archive = await zip();
  const unpack = extractZip(archive, folder, { capBytes: 500, place: (entry) => entry });
  await expect(unpack).rejects.toThrow('unpacks to more than');
});

test('one file is picked from a tarball', async () => {
  await extractTarball(await tarball(), folder, { pick: 'package/inner.zip', capBytes: 100 });
  expect(readFileSync(join(folder, 'inner.zip'), 'utf8')).toBe('inner');
});

test('a tarball without that file, or with too large a one, is refused', async () => {
  const archive = await tarball();
  await expect(extractTarball(archive, folder, { pick: 'package/other', capBytes: 100 })).rejects.toThrow(
    'holds no package/other',
  );
  await expect(extractTarball(archive, folder, { pick: 'package/inner.zip', capBytes: 2 })).rejects.toThrow(
    'unpacks to more than',
  );
});
