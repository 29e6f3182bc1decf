/**
 * Signing in minisign's form, so that the engine's verifier and the stock `minisign` both accept what the
 * simulated console signs. Layout: https://jedisct1.github.io/minisign/ "Signature format", "Public key format".
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';

/** `ED`: the Ed25519 signature covers the BLAKE2b-512 of the file, not the file itself. */
const PREHASHED = Buffer.from('ED', 'ascii');
/** Public keys always carry `Ed`, whatever the signatures made with them carry. */
const PLAIN = Buffer.from('Ed', 'ascii');
/** An SPKI of Ed25519 is 12 bytes of DER and the key. */
const SPKI_PREFIX_BYTES = 12;

export interface MinisignKey {
  /** Eight bytes, as stored. */
  readonly keyId: Buffer;
  /** As `minisign` prints it: hexadecimal of the eight bytes read as a little-endian number, not padded. */
  readonly keyIdText: string;
  /** The Base64 line of the public key file, 56 characters. */
  readonly publicKeyLine: string;
  /** The whole public key file. */
  readonly publicKeyFile: string;
  readonly key: KeyObject;
}

/** Makes a new signing key. */
export function createMinisignKey(): MinisignKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyId = randomBytes(8);
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX_BYTES);
  const publicKeyLine = Buffer.concat([PLAIN, keyId, raw]).toString('base64');
  const keyIdText = keyId.readBigUInt64LE().toString(16).toUpperCase();
  return {
    keyId,
    keyIdText,
    publicKeyLine,
    publicKeyFile: `untrusted comment: minisign public key ${keyIdText}\n${publicKeyLine}\n`,
    key: privateKey,
  };
}

/** Gives the text of the `.minisig` file for `bytes`; the trusted comment is covered by the second signature. */
export function minisign(bytes: Uint8Array, key: MinisignKey, trustedComment: string): string {
  if (/[\r\n]/.test(trustedComment)) throw new Error('a trusted comment is one line');
  const signature = sign(null, blake2b(bytes, { dkLen: 64 }), key.key);
  const globalSignature = sign(
    null,
    Buffer.concat([signature, Buffer.from(trustedComment, 'utf8')]),
    key.key,
  );
  return [
    `untrusted comment: signature from minisign secret key ${key.keyIdText}`,
    Buffer.concat([PREHASHED, key.keyId, signature]).toString('base64'),
    `trusted comment: ${trustedComment}`,
    globalSignature.toString('base64'),
    '',
  ].join('\n');
}
