import { expect, test } from 'vitest';
import { createBundleBench } from '../../test/fakes/bundles/bundle-bench.ts';

const PATH = '/stick/bundle.zip';

async function bundle() {
  const bench = createBundleBench();
  const record = await bench.create(['visit', 'checks'], PATH);
  const entries = bench.files.archives.get(PATH);
  if (entries === undefined) throw new Error('the bundle was released');
  const verify = async () =>
    await bench.bundles.handlers['bundles.verify']({ path: PATH }, bench.stop.signal);
  return { ...bench, record, entries, verify };
}

test('a bundle that is as it was made', async () => {
  const { verify, record } = await bundle();
  expect(await verify()).toEqual(record);
});

test('a bundle of another laptop is verified by its own manifest', async () => {
  const { bundles, stop } = createBundleBench();
  const other = await bundle();
  const bench = createBundleBench({ files: other.files });
  expect(bundles).toBeDefined();
  const record = await bench.bundles.handlers['bundles.verify']({ path: PATH }, stop.signal);
  expect(record).toMatchObject({ path: PATH, verified: true, sha256: other.record.sha256 });
  expect(record.id).toMatch(/^file:[0-9a-f]{16}$/);
});

test.each<[string, (entries: Map<string, Uint8Array>) => unknown, string]>([
  ['a changed entry', (entries) => entries.set('visit/nodes.json', Buffer.from('[]')), 'visit/nodes.json'],
  ['a missing entry', (entries) => entries.delete('visit/nodes.json'), 'visit/nodes.json'],
  ['an entry that nobody listed', (entries) => entries.set('extra.log', Buffer.from('x')), 'extra.log'],
  ['no manifest', (entries) => entries.delete('manifest.json'), 'manifest.json'],
  [
    'a manifest that was cut off',
    (entries) => entries.set('manifest.json', Buffer.from('{"format"')),
    'manifest.json',
  ],
  [
    'a manifest of another kind',
    (entries) => entries.set('manifest.json', Buffer.from('{}')),
    'manifest.json',
  ],
  [
    'a manifest of 9 MB',
    (entries) => entries.set('manifest.json', Buffer.alloc(9_000_000, 0x20)),
    'manifest.json',
  ],
])('%s is damage', async (_what, change, entry) => {
  const { entries, verify } = await bundle();
  change(entries);
  await expect(verify()).rejects.toMatchObject({
    failure: { code: 'bundle-damaged', facts: { path: PATH, entry } },
  });
});

test('a stick that was taken out is said', async () => {
  const { files, verify } = await bundle();
  files.archives.clear();
  await expect(verify()).rejects.toMatchObject({
    failure: { code: 'bundle-missing', facts: { path: PATH } },
  });
});
