import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { createAppLogReader } from '../../electron/adapters/bundle-files/app-log-reader.ts';
import { createBundleFiles } from '../../electron/adapters/bundle-files/bundle-files.ts';
import type { ArchiveReader, BundleFiles } from '../../electron/bundles/bundles-ports.ts';
import { createFakeBundleFiles } from '../fakes/bundles/bundle-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rounds-bundles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function contentOf(archive: ArchiveReader): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for await (const entry of archive.entries()) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.chunks()) chunks.push(chunk);
    found.push([entry.path, Buffer.concat(chunks).toString('utf8')]);
  }
  return found;
}

describe.each<[string, () => BundleFiles]>([
  ['in memory', createFakeBundleFiles],
  ['on disk', () => createBundleFiles(join(folder, 'drafts'))],
])('bundle files, %s', (_name, make) => {
  let files: BundleFiles;
  let path: string;
  beforeEach(() => {
    files = make();
    path = join(folder, 'out', 'bundle.zip');
  });

  test('an archive is read back before it has its name, and after, in the order asked for', async () => {
    const draft = await files.draft(path);
    const written = await draft.put('b.log', 'Zürich\n');
    await draft.put('a.log', '');
    expect(written.sizeBytes).toBe(8);
    const expected = [
      ['b.log', 'Zürich\n'],
      ['a.log', ''],
    ];
    expect(await contentOf(await draft.seal(['b.log', 'a.log']))).toEqual(expected);
    await expect(files.measure(path)).rejects.toMatchObject({ failure: { code: 'bundle-missing' } });
    const released = await draft.release();
    expect(await files.measure(path)).toEqual(released);
    expect(await contentOf(files.read(path))).toEqual(expected);
    await draft.discard();
    expect(await contentOf(files.read(path))).toEqual(expected);
  });

  test('what is discarded was never there', async () => {
    const draft = await files.draft(path);
    await draft.put('a.log', 'text');
    await draft.seal(['a.log']);
    await draft.discard();
    await expect(contentOf(files.read(path))).rejects.toMatchObject({ failure: { code: 'bundle-missing' } });
  });
});

describe('bundle files on disk', () => {
  const write = async (path: string, entries: Readonly<Record<string, string>>): Promise<void> => {
    const draft = await createBundleFiles(join(folder, 'drafts')).draft(path);
    for (const [name, text] of Object.entries(entries)) await draft.put(name, text);
    await draft.seal(Object.keys(entries));
    await draft.release();
    await draft.discard();
  };

  test('the same input gives the same bytes, in any time zone', async () => {
    const before = process.env.TZ;
    const entries = { 'manifest.json': '{}', 'logs/a.log': 'a\n'.repeat(5000) };
    try {
      process.env.TZ = 'Pacific/Auckland';
      await write(join(folder, 'one.zip'), entries);
      process.env.TZ = 'America/Lima';
      await write(join(folder, 'two.zip'), entries);
    } finally {
      process.env.TZ = before;
    }
    expect(readFileSync(join(folder, 'one.zip'))).toEqual(readFileSync(join(folder, 'two.zip')));
  });

  test('only its owner can read a bundle, and nothing is left beside it', async () => {
    await write(join(folder, 'out', 'one.zip'), { 'a.log': 'x' });
    expect(statSync(join(folder, 'out', 'one.zip')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'out'))).toEqual(['one.zip']);
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  test('what an interrupted attempt left behind is no obstacle', async () => {
    writeFileSync(join(folder, 'one.zip.part'), 'half');
    await write(join(folder, 'one.zip'), { 'a.log': 'x' });
    expect(existsSync(join(folder, 'one.zip.part'))).toBe(false);
  });

  test.each<[string, () => string]>([
    [
      'a file is where its folder should be',
      () => {
        writeFileSync(join(folder, 'file'), '');
        return join(folder, 'file', 'x.zip');
      },
    ],
    [
      'a folder has its name',
      () => {
        mkdirSync(join(folder, 'x.zip', 'y'), { recursive: true });
        return join(folder, 'x.zip');
      },
    ],
  ])('it is said when %s', async (_what, prepare) => {
    await expect(write(prepare(), { 'a.log': 'x' })).rejects.toMatchObject({
      failure: { code: 'bundle-unwritable' },
    });
  });

  test('a folder that may not be written is said, for whom it is so', async () => {
    chmodSync(folder, 0o500);
    const isOwnerOfAll = process.getuid?.() === 0;
    const attempt = write(join(folder, 'x.zip'), { 'a.log': 'x' });
    if (isOwnerOfAll) await attempt;
    else await expect(attempt).rejects.toMatchObject({ failure: { code: 'bundle-unwritable' } });
    chmodSync(folder, 0o700);
  });
});

describe('archives that somebody else made', () => {
  const files = createBundleFiles('unused');
  const refused = async (path: string): Promise<unknown> =>
    await contentOf(files.read(path)).then(
      () => 'read',
      (error) => error.failure?.code ?? error,
    );

  async function zipOf(fill: (zip: ZipFile) => void, options?: { comment: string }): Promise<Buffer> {
    const zip = new ZipFile();
    fill(zip);
    zip.end(options === undefined ? undefined : { ...options, forceZip64Format: false });
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
  const plain = (zip: ZipFile): void => zip.addBuffer(Buffer.from('hello'.repeat(100)), 'a/b.log');
  const replaced = (bytes: Buffer, from: string, to: string): Buffer =>
    Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');

  test.each<[string, () => Promise<Buffer>]>([
    ['no archive at all', async () => Buffer.from('hello')],
    ['nothing', async () => Buffer.alloc(0)],
    ['an archive that was cut off', async () => (await zipOf(plain)).subarray(0, 60)],
    ['a path that leaves the archive', async () => replaced(await zipOf(plain), 'a/b.log', '../.log')],
    ['an absolute path', async () => replaced(await zipOf(plain), 'a/b.log', '/ab.log')],
    ['a path of Windows', async () => replaced(await zipOf(plain), 'a/b.log', 'a\\b.log')],
    ['a folder', () => zipOf((zip) => zip.addEmptyDirectory('folder'))],
    ['a link', () => zipOf((zip) => zip.addBuffer(Buffer.from('/etc/passwd'), 'link', { mode: 0o120777 }))],
    [
      'one path twice',
      () =>
        zipOf((zip) => {
          plain(zip);
          plain(zip);
        }),
    ],
    ['a comment', () => zipOf(plain, { comment: 'jointoken=x' })],
    [
      'ten thousand and one entries',
      () =>
        zipOf((zip) =>
          Array.from({ length: 10_001 }, (_, index) =>
            zip.addBuffer(Buffer.alloc(0), `${index}`, { compress: false }),
          ),
        ),
    ],
  ])('are refused: %s', async (_what, make) => {
    const path = join(folder, 'other.zip');
    writeFileSync(path, await make());
    expect(await refused(path)).toBe('bundle-damaged');
  });

  test('an entry that unpacks to more than it announces is not unpacked to the end', async () => {
    const bytes = await zipOf((zip) => zip.addBuffer(Buffer.alloc(50_000_000), 'bomb.log'));
    // The size stands in the directory at the end, little end first.
    const size = Buffer.alloc(4);
    size.writeUInt32LE(50_000_000);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(10);
    const lying = replaced(bytes, size.toString('latin1'), small.toString('latin1'));
    const path = join(folder, 'bomb.zip');
    writeFileSync(path, lying);
    expect(await refused(path)).toBe('bundle-damaged');
  });

  test('an entry whose bytes were changed is damaged', async () => {
    const bytes = await zipOf((zip) => zip.addBuffer(Buffer.from('hello'.repeat(100)), 'a.log'));
    bytes[45] = (bytes[45] ?? 0) ^ 0xff;
    const path = join(folder, 'changed.zip');
    writeFileSync(path, bytes);
    const found = await contentOf(files.read(path)).catch((error) => error.failure.code);
    // Either it cannot be unpacked, or it unpacks to something else, which the manifest's hash tells.
    expect(found === 'bundle-damaged' || found[0]?.[1] !== 'hello'.repeat(100)).toBe(true);
  });
});

describe('the log of the app', () => {
  test('is read oldest line first, whole lines only, and is empty before the first start', async () => {
    const path = join(folder, 'rounds.log');
    const read = createAppLogReader(path);
    expect(await read()).toBe('');
    writeFileSync(`${path}.1`, 'old 1\nold 2\n');
    writeFileSync(path, 'new 1\n');
    expect(await read()).toBe('old 1\nold 2\nnew 1\n');
    writeFileSync(path, `secret-that-is-cut${'x'.repeat(100)}\n${`${'y'.repeat(99)}\n`.repeat(42_000)}`);
    const long = await read();
    expect(long).not.toContain('old');
    expect(long.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(long.startsWith('yyy')).toBe(true);
  });
});
