import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentSecurityPolicy, fileInside, scanWorkerPolicy, serveFile } from './serve-files.ts';

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'serve-'));
  folder = join(root, 'page');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'a b.js'), 'let a');
  writeFileSync(join(folder, 'secret.key'), 'secret');
  writeFileSync(join(folder, 'scan-worker-B3a_9-x.js'), 'let worker');
  writeFileSync(join(folder, 'a-scan-worker-1.js'), 'let other');
  writeFileSync(join(folder, 'reader.wasm'), 'wasm');
  mkdirSync(join(root, 'page-other'));
  writeFileSync(join(root, 'page-other/x.js'), 'other');
});
afterAll(() => rmSync(root, { recursive: true }));

const get = (url: string, method = 'GET') => serveFile(folder, { method, url });

test('the address without a path is the page, with policy and type', async () => {
  const answer = await get('app://rounds/');
  expect(await answer.text()).toBe('<p>page</p>');
  expect(Object.fromEntries(answer.headers)).toEqual({
    'content-security-policy': contentSecurityPolicy,
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
  });
});

test('only the worker that reads codes may compile WebAssembly, and it may do nothing else', async () => {
  const policyOf = async (name: string) =>
    (await get(`app://rounds/${name}`)).headers.get('content-security-policy');
  expect(await policyOf('scan-worker-B3a_9-x.js')).toBe(scanWorkerPolicy);
  expect(scanWorkerPolicy).toMatch(/^default-src 'none';/);
  expect(contentSecurityPolicy).not.toContain('wasm');
  for (const name of ['a-scan-worker-1.js', 'a%20b.js', 'reader.wasm', ''])
    expect(await policyOf(name)).toBe(contentSecurityPolicy);
  expect((await get('app://rounds/reader.wasm')).headers.get('content-type')).toBe('application/wasm');
});

test('a file is found by its decoded name', async () => {
  expect(await (await get('app://rounds/a%20b.js?x#y')).text()).toBe('let a');
});

test.each([
  'app://rounds/../page-other/x.js',
  'app://rounds/%2e%2e/page-other/x.js',
  'app://rounds/..%2fpage-other/x.js',
  'app://rounds/..%5cpage-other%5cx.js',
  'app://rounds/%2e%2e%2fpage-other%2fx.js',
  'app://rounds/x%00.js',
  'app://rounds/%E0%A4%A.js',
  'app://other/index.html',
  'app://rounds.evil/index.html',
  'app://rounds:80/index.html',
  'file:///etc/passwd',
  'https://rounds/index.html',
  'not an address',
])('%s is not ours to serve', async (address) => {
  const answer = await get(address);
  expect([answer.status, await answer.text()]).toEqual([404, '']);
});

test('a folder with the same beginning is not inside', () => {
  expect(fileInside(folder, 'app://rounds/..%2fpage-other/x.js')).toBeNull();
  expect(fileInside(folder, 'app://rounds/x.js')).toBe(join(folder, 'x.js'));
});

test('a type that the bundler never writes, and a name that is not there, are not served', async () => {
  expect((await get('app://rounds/secret.key')).status).toBe(404);
  expect((await get('app://rounds/none.js')).status).toBe(404);
});

test.each(['POST', 'PUT', 'DELETE', 'HEAD'])('%s is refused', async (method) => {
  expect((await get('app://rounds/', method)).status).toBe(405);
});
