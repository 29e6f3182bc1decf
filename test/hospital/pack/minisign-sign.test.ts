import { createPublicKey, verify } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { expect, test } from 'vitest';
import { createMinisignKey, minisign } from './minisign-sign.ts';

/** Reads the two files as the format's description says, knowing nothing of how they were written. */
function open(publicKeyLine: string, minisig: string) {
  const [untrusted = '', signatureLine = '', trusted = '', globalLine = ''] = minisig.split('\n');
  const keyBytes = Buffer.from(publicKeyLine, 'base64');
  const signature = Buffer.from(signatureLine, 'base64');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), keyBytes.subarray(10)]);
  return {
    untrusted,
    trusted,
    keyAlgorithm: keyBytes.subarray(0, 2).toString(),
    signatureAlgorithm: signature.subarray(0, 2).toString(),
    sameKeyId: keyBytes.subarray(2, 10).equals(signature.subarray(2, 10)),
    signature: signature.subarray(10),
    globalSignature: Buffer.from(globalLine, 'base64'),
    publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
  };
}

test('a signature says which key made it, covers the hash of the file, and the comment is covered too', () => {
  const key = createMinisignKey();
  const bytes = Buffer.from('the pack of a site');
  const read = open(key.publicKeyLine, minisign(bytes, key, 'site:st-anna version:7'));
  expect(read).toMatchObject({
    keyAlgorithm: 'Ed',
    signatureAlgorithm: 'ED',
    sameKeyId: true,
    trusted: 'trusted comment: site:st-anna version:7',
  });
  expect(verify(null, blake2b(bytes, { dkLen: 64 }), read.publicKey, read.signature)).toBe(true);
  const covered = Buffer.concat([read.signature, Buffer.from('site:st-anna version:7')]);
  expect(verify(null, covered, read.publicKey, read.globalSignature)).toBe(true);
});

test('the public key line is as long as stock minisign prints it', () => {
  expect(createMinisignKey().publicKeyLine).toHaveLength(56);
});

test('a comment of two lines could forge a line of the file and is refused', () => {
  expect(() => minisign(Buffer.from(''), createMinisignKey(), 'one\ntwo')).toThrow('one line');
});
