import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoKeyHex } from '../demo-key.ts';
import type { StorageKey } from '../ipc/engine-messages.ts';
import { writeAtomically } from './write-atomically.ts';

/** The part of Electron's safeStorage that is used. The asynchronous calls came after the floor (33) and replace the others from 45 on. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(wrapped: Buffer): string;
  getSelectedStorageBackend?(): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(wrapped: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>;
}

export interface KeystoreOptions {
  readonly dataDir: string;
  readonly demo: boolean;
  readonly appName: string;
  readonly platform: NodeJS.Platform;
  readonly safeStorage: SafeStorage;
}

/** What lies in keystore.json. `wrapped` is the key in the system's own envelope, base64; the demo has none. */
interface KeyFile {
  readonly version: 1;
  readonly backend: string;
  readonly appName: string;
  readonly wrapped: string;
}

/** Linux backends that keep the "secret" under a password that everybody knows, or tell nothing. */
const unsafeBackends = new Set(['basic_text', 'unknown']);
const demoBackend = 'demo';
const keyBytes = 32;
/** A wrapped key is a few hundred bytes. */
const keyFileCapBytes = 64 * 1024;

type Refusal = Extract<StorageKey, { state: 'refused' }>;

/** Gives the key of everything stored in `dataDir`, making it on the first start. A key that cannot be unwrapped is never replaced: the answer is then a refusal with its reason. Does not throw. */
export async function openKeystore(options: KeystoreOptions): Promise<StorageKey> {
  try {
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
    const file = await readKeyFile(options.dataDir);
    if (file === null) return await firstKey(options);
    return options.demo || file.backend === demoBackend
      ? demoKey(options, file)
      : await unwrap(options, file);
  } catch (error) {
    // Expected: an unreadable folder, a full disk, a keyring that says no.
    return refuse('unreadable', error instanceof Error ? error.message : String(error));
  }
}

async function firstKey(options: KeystoreOptions): Promise<StorageKey> {
  if (options.demo) {
    await writeKeyFile(options, demoBackend, '');
    return { state: 'unlocked', keyHex: demoKeyHex, keystore: 'demo' };
  }
  if (await holdsData(options.dataDir)) {
    return refuse('unreadable', 'keystore.json is missing although there is data that its key must open');
  }
  const backend = backendOf(options);
  if (!(await isAvailable(options.safeStorage)) || unsafeBackends.has(backend)) {
    return refuse('no-keyring', `storage backend: ${backend}`);
  }
  const keyHex = randomBytes(keyBytes).toString('hex');
  await writeKeyFile(options, backend, await wrap(options.safeStorage, keyHex));
  return { state: 'unlocked', keyHex, keystore: 'os' };
}

function demoKey(options: KeystoreOptions, file: KeyFile): StorageKey {
  if (!options.demo)
    return refuse('backend-changed', 'this folder was made by the demo and opens only there');
  if (file.backend !== demoBackend) return refuse('backend-changed', 'this folder is not from the demo');
  return { state: 'unlocked', keyHex: demoKeyHex, keystore: 'demo' };
}

async function unwrap(options: KeystoreOptions, file: KeyFile): Promise<StorageKey> {
  const backend = backendOf(options);
  if (!(await isAvailable(options.safeStorage))) return refuse('no-keyring', `storage backend: ${backend}`);
  if (backend !== file.backend) {
    return refuse('backend-changed', `made with ${file.backend}, now ${backend}`);
  }
  const { keyHex, isStale } = await open(options.safeStorage, Buffer.from(file.wrapped, 'base64'));
  if (!/^[0-9a-f]{64}$/.test(keyHex)) return refuse('unreadable', 'the unwrapped text is not a key');
  // The system changed its own key: the same storage key gets a fresh envelope.
  if (isStale) await writeKeyFile(options, backend, await wrap(options.safeStorage, keyHex));
  return { state: 'unlocked', keyHex, keystore: 'os' };
}

async function readKeyFile(dataDir: string): Promise<KeyFile | null> {
  const text = await readFile(join(dataDir, 'keystore.json'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      // Expected on the first start.
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (text === null) return null;
  if (text.length > keyFileCapBytes) throw new Error('keystore.json is too large to be one of ours');
  const value: unknown = JSON.parse(text);
  if (!isKeyFile(value)) throw new Error('keystore.json is not one of ours');
  return value;
}

function isKeyFile(value: unknown): value is KeyFile {
  if (typeof value !== 'object' || value === null) return false;
  const { version, backend, appName, wrapped } = value as Readonly<Record<string, unknown>>;
  return version === 1 && [backend, appName, wrapped].every((field) => typeof field === 'string');
}

async function writeKeyFile(options: KeystoreOptions, backend: string, wrapped: string): Promise<void> {
  const file: KeyFile = { version: 1, backend, appName: options.appName, wrapped };
  await writeAtomically(join(options.dataDir, 'keystore.json'), `${JSON.stringify(file, null, 2)}\n`);
}

/** True when a database lies in the folder or one below it: its key must not be made anew. */
async function holdsData(dataDir: string): Promise<boolean> {
  const entries = await readdir(dataDir, { recursive: true });
  return entries.some((entry) => /\.(sqlite3?|db)$/.test(entry));
}

function backendOf({ platform, safeStorage }: KeystoreOptions): string {
  if (platform === 'darwin') return 'keychain';
  if (platform === 'win32') return 'dpapi';
  return safeStorage.getSelectedStorageBackend?.() ?? 'unknown';
}

async function isAvailable(safeStorage: SafeStorage): Promise<boolean> {
  return (await safeStorage.isAsyncEncryptionAvailable?.()) ?? safeStorage.isEncryptionAvailable();
}

async function wrap(safeStorage: SafeStorage, text: string): Promise<string> {
  const wrapped = (await safeStorage.encryptStringAsync?.(text)) ?? safeStorage.encryptString(text);
  return wrapped.toString('base64');
}

async function open(
  safeStorage: SafeStorage,
  wrapped: Buffer,
): Promise<{ keyHex: string; isStale: boolean }> {
  const opened = await safeStorage.decryptStringAsync?.(wrapped);
  if (opened !== undefined) return { keyHex: opened.result, isStale: opened.shouldReEncrypt };
  return { keyHex: safeStorage.decryptString(wrapped), isStale: false };
}

function refuse(reason: Refusal['reason'], detail: string): Refusal {
  return { state: 'refused', reason, detail };
}
