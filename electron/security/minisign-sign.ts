/** Signs in minisign's form what leaves this laptop, so that stock `minisign -V` verifies it. */
import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';

/** A private key with the eight bytes by which its public key is named. */
export interface MinisignSigner {
  readonly key: KeyObject;
  readonly keyId: Uint8Array;
}

/** The Base64 line of the public key file: what `minisign -V -P` takes. */
export function minisignPublicKeyLine({ key, keyId }: MinisignSigner): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return Buffer.concat([Buffer.from('Ed'), keyId, spki.subarray(-32)]).toString('base64');
}

/** BLAKE2b-512 of bytes as they come: what `signMinisign` signs. */
export function createMinisignHash(): { update(bytes: Uint8Array): void; digest(): Uint8Array } {
  const hash = blake2b.create({ dkLen: 64 });
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

/** The text of the `.minisig` file for a file with this BLAKE2b-512. Both comments are one line each. */
export function signMinisign(
  signer: MinisignSigner,
  file: { readonly blake2b512: Uint8Array; readonly trustedComment: string },
): string {
  if (/[\r\n]/.test(file.trustedComment)) throw new Error('a trusted comment is one line');
  const signature = sign(null, file.blake2b512, signer.key);
  const commented = Buffer.concat([signature, Buffer.from(file.trustedComment, 'utf8')]);
  return [
    'untrusted comment: signature from minisign secret key',
    Buffer.concat([Buffer.from('ED'), signer.keyId, signature]).toString('base64'),
    `trusted comment: ${file.trustedComment}`,
    sign(null, commented, signer.key).toString('base64'),
    '',
  ].join('\n');
}
