import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoKeyHex } from '../demo-key.ts';
import { openKeystore, type SafeStorage } from './keystore.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'keystore-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** A keyring with a password of its own; what another password wrapped it cannot open. */
function keyring(password: string, backend = 'gnome_libsecret'): SafeStorage {
  return {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.from(`${password}:${text}`),
    decryptString: (wrapped) => {
      const text = wrapped.toString();
      if (!text.startsWith(`${password}:`)) throw new Error('wrong password');
      return text.slice(password.length + 1);
    },
  };
}
const open = (safeStorage: SafeStorage, more: { demo?: boolean; platform?: NodeJS.Platform } = {}) =>
  openKeystore({ dataDir, demo: false, appName: 'Rounds', platform: 'linux', safeStorage, ...more });
const keyFile = () => readFileSync(join(dataDir, 'keystore.json'), 'utf8');

test('the first start makes a key of 32 bytes and later starts find the same one', async () => {
  const first = await open(keyring('p'));
  expect(first).toMatchObject({
    state: 'unlocked',
    keystore: 'os',
    keyHex: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await open(keyring('p'))).toEqual(first);
});

test('two folders have two keys', async () => {
  const first = await open(keyring('p'));
  const other = await openKeystore({
    dataDir: join(dataDir, 'other'),
    demo: false,
    appName: 'Rounds',
    platform: 'linux',
    safeStorage: keyring('p'),
  });
  expect(other).not.toEqual(first);
});

test.each(['basic_text', 'unknown'])(
  'Linux without a real keyring (%s) stores no secret',
  async (backend) => {
    expect(await open(keyring('p', backend))).toEqual({
      state: 'refused',
      reason: 'no-keyring',
      detail: `storage backend: ${backend}`,
    });
    expect(() => keyFile()).toThrow();
  },
);

test('Windows and macOS need no backend name', async () => {
  const { getSelectedStorageBackend: _, ...plain } = keyring('p');
  expect(await open(plain, { platform: 'win32' })).toMatchObject({ state: 'unlocked' });
  expect(JSON.parse(keyFile())).toMatchObject({ version: 1, backend: 'dpapi', appName: 'Rounds' });
});

test('a keyring that no longer opens the key is refused and nothing is overwritten', async () => {
  await open(keyring('p'));
  const before = keyFile();
  expect(await open(keyring('other'))).toEqual({
    state: 'refused',
    reason: 'unreadable',
    detail: 'wrong password',
  });
  expect(keyFile()).toBe(before);
});

test('another kind of keyring than at the first start is named as such', async () => {
  await open(keyring('p'));
  expect(await open(keyring('p', 'kwallet6'))).toEqual({
    state: 'refused',
    reason: 'backend-changed',
    detail: 'made with gnome_libsecret, now kwallet6',
  });
});

test('a missing key file beside existing data never leads to a new key', async () => {
  writeFileSync(join(dataDir, 'eu.sqlite3'), 'data');
  expect(await open(keyring('p'))).toMatchObject({ state: 'refused', reason: 'unreadable' });
});

test.each(['{"version":', '{"version":2}', '[]', '"x"'])(
  'a spoilt key file (%s) is refused and kept',
  async (text) => {
    writeFileSync(join(dataDir, 'keystore.json'), text);
    expect(await open(keyring('p'))).toMatchObject({ state: 'refused', reason: 'unreadable' });
    expect(keyFile()).toBe(text);
  },
);

test('the demo has a fixed key, and its folder and a real one never mix', async () => {
  expect(await open(keyring('p', 'basic_text'), { demo: true })).toEqual({
    state: 'unlocked',
    keyHex: demoKeyHex,
    keystore: 'demo',
  });
  expect(await open(keyring('p'))).toMatchObject({ state: 'refused', reason: 'backend-changed' });
  rmSync(join(dataDir, 'keystore.json'));
  await open(keyring('p'));
  expect(await open(keyring('p'), { demo: true })).toMatchObject({
    state: 'refused',
    reason: 'backend-changed',
  });
});

test('a folder that cannot be written is a refusal, not a crash', async () => {
  const file = join(dataDir, 'file');
  writeFileSync(file, '');
  const refused = await openKeystore({
    dataDir: join(file, 'below'),
    demo: true,
    appName: 'Rounds',
    platform: 'linux',
    safeStorage: keyring('p'),
  });
  expect(refused).toMatchObject({ state: 'refused', reason: 'unreadable' });
});

test('where the asynchronous calls exist they are used, and a stale envelope is made anew around the same key', async () => {
  const old = keyring('old');
  const first = await open(old);
  const before = keyFile();
  const rotated: SafeStorage = {
    ...keyring('new'),
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => Promise.resolve(keyring('new').encryptString(text)),
    decryptStringAsync: (wrapped) =>
      Promise.resolve({ result: old.decryptString(wrapped), shouldReEncrypt: true }),
  };
  expect(await open(rotated)).toEqual(first);
  expect(keyFile()).not.toBe(before);
  expect(await open(keyring('new'))).toEqual(first);
});
