/**
 * The key by which a laptop signs what it did. Made at enrolment, one per enrolled device; the private half
 * never leaves the encrypted database.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import type { MinisignSigner } from './minisign-sign.ts';

/** Where the key is kept: a named text in the encrypted database. */
export interface DeviceKeyStore {
  read(name: string): string | null;
  save(name: string, value: string): void;
}

export interface DeviceKey {
  /** SPKI in DER, Base64. */
  readonly publicKey: string;
  /** Ed25519 over the text's bytes, Base64 of 64 bytes. */
  sign(text: string): string;
}

/** Under which name a device's private key lies in the database. */
export function deviceKeyName(deviceId: string): string {
  return `device-key:${deviceId}`;
}

/** The key of a device; made and stored on the first call. Throws `disk-full`. */
export function deviceKeyOf(store: DeviceKeyStore, deviceId: string): DeviceKey {
  const key = privateKeyOf(store, deviceId);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    publicKey: spki.toString('base64'),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64'),
  };
}

/** The same key for files that leave this laptop, in minisign's form; named by the start of its public half's SHA-256. */
export function deviceSignerOf(store: DeviceKeyStore, deviceId: string): MinisignSigner {
  const key = privateKeyOf(store, deviceId);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return { key, keyId: createHash('sha256').update(spki).digest().subarray(0, 8) };
}

function privateKeyOf(store: DeviceKeyStore, deviceId: string): KeyObject {
  const name = deviceKeyName(deviceId);
  const stored = store.read(name) ?? storeNewKey(store, name);
  return createPrivateKey({ key: Buffer.from(stored, 'base64'), format: 'der', type: 'pkcs8' });
}

function storeNewKey(store: DeviceKeyStore, name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const fresh = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  store.save(name, fresh);
  return fresh;
}
