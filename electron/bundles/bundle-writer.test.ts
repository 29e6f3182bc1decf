import { expect, test } from 'vitest';
import { createFakeBundleFiles } from '../../test/fakes/bundles/bundle-files.ts';
import { createRedactor } from '../security/redact/redactor.ts';
import { createBundleWriter } from './bundle-writer.ts';

const head = {
  format: 'rounds-bundle/1',
  createdAt: '2026-11-24T08:00:00.000Z',
  appVersion: '0.1.0',
  site: 'st-anna',
  region: 'eu-1',
  rules: 'rounds-redact/1',
} as const;

async function bench() {
  const files = createFakeBundleFiles();
  const redactor = createRedactor({ key: new Uint8Array(32), known: ['a-known-secret'] });
  return createBundleWriter(await files.draft('/x.zip'), redactor);
}

test.each([
  ['../../etc/passwd', 'etc/passwd'],
  ['/absolute', 'absolute'],
  ['nodes/LAB EDGE <01>/log', 'nodes/LAB-EDGE-01-/log'],
  ['.hidden/..', 'hidden'],
  ['', 'entry'],
  ['C:\\x', 'C-x'],
  ['manifest.json', 'manifest-2.json'],
  ['nodes/a-known-secret/log', 'nodes/SECRET-'],
])('an entry called %j is safe as %j', async (path, expected) => {
  const writer = await bench();
  await writer.add('visit', { path, text: '', format: 'text' });
  const { manifest } = await writer.seal(head);
  expect(manifest.entries[0]?.path.startsWith(expected)).toBe(true);
});

test('entries of one name stay apart, also for systems that do not tell large letters from small', async () => {
  const writer = await bench();
  for (const path of ['nodes/a.log', 'nodes/A.log', 'nodes/a.log']) {
    await writer.add('visit', { path, text: path, format: 'text' });
  }
  const { manifest } = await writer.seal(head);
  expect(manifest.entries.map(({ path }) => path)).toEqual(['nodes/A-2.log', 'nodes/a-3.log', 'nodes/a.log']);
});

test('what is missing is told without secrets, in one order', async () => {
  const writer = await bench();
  writer.addMissing({ collector: 'node-logs:b', why: 'failed', detail: 'it said a-known-secret' });
  writer.addMissing({ collector: 'node-logs:a', why: 'denied', detail: 'x' });
  const { manifest } = await writer.seal(head);
  expect(manifest.missing.map(({ collector }) => collector)).toEqual(['node-logs:a', 'node-logs:b']);
  expect(manifest.missing[1]?.detail).toMatch(/^it said ⟦SECRET-[0-9A-Z]{6}⟧$/);
});

test('counts of what was removed survive the manifest, whatever their kind is called', async () => {
  const writer = await bench();
  const text = 'password=Sommer2026! AKIAABCDEFGHIJKLMNOP a-known-secret\n';
  await writer.add('visit', { path: 'x.log', text, format: 'text' });
  const { manifest } = await writer.seal(head);
  expect(manifest.entries[0]?.removed).toEqual({ 'named-values': 1, 'cloud-keys': 1, 'known-values': 1 });
});
