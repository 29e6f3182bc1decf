/**
 * The key by which a laptop signs what it did. Made at enrolment, one per enrolled device; the private half
 * never leaves the encrypted database.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

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
  const name = deviceKeyName(deviceId);
  const stored = store.read(name) ?? storeNewKey(store, name);
  const key = createPrivateKey({ key: Buffer.from(stored, 'base64'), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    publicKey: spki.toString('base64'),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64'),
  };
}

function storeNewKey(store: DeviceKeyStore, name: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const fresh = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  store.save(name, fresh);
  return fresh;
}
