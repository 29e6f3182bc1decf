/**
 * Verifies signatures in minisign's form, so that stock `minisign` and Rounds accept the same files.
 * Layout: https://jedisct1.github.io/minisign/ "Signature format" and "Public key format".
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';

/** The signature covers the file itself (legacy); also what every public key carries. */
const PLAIN = 'Ed';
/** The signature covers the BLAKE2b-512 of the file. BoringSSL has no BLAKE2, hence the library. */
const PREHASHED = 'ED';
const KEY_ID_BYTES = 8;
const SIGNATURE_BYTES = 64;
/** DER that stands before the 32 bytes of every Ed25519 public key in an SPKI (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** Real ones have about 300 bytes; comments are one line each. */
const SIGNATURE_LIMIT_CHARS = 8192;

/** The public key of whoever signs. */
export interface MinisignPublicKey {
  /** As `minisign` prints it: hex of the eight bytes read as a little-endian number. */
  readonly keyId: string;
  readonly key: KeyObject;
}

/** What a look at a signature found. `keyId` is the one in the signature, `none` when there is none to read. */
export type MinisignVerdict =
  | { readonly ok: true; readonly keyId: string; readonly trustedComment: string }
  | { readonly ok: false; readonly reason: 'unreadable' | 'other-key' | 'wrong'; readonly keyId: string };

/** Reads the Base64 line (56 characters) of a public key file; null when it is not one. */
export function readMinisignKey(line: string): MinisignPublicKey | null {
  const bytes = exactBase64(line, PLAIN.length + KEY_ID_BYTES + 32);
  if (bytes === null || bytes.toString('latin1', 0, 2) !== PLAIN) return null;
  const der = Buffer.concat([SPKI_PREFIX, bytes.subarray(2 + KEY_ID_BYTES)]);
  return { keyId: keyIdText(bytes), key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** Verifies `bytes` against the text of a `.minisig` file: the key's id first, then both signatures. */
export function verifyMinisign(
  bytes: Uint8Array,
  signatureText: string,
  publicKey: MinisignPublicKey,
): MinisignVerdict {
  const parsed = parseSignature(signatureText);
  if (parsed === null) return { ok: false, reason: 'unreadable', keyId: 'none' };
  const { keyId, trustedComment } = parsed;
  if (keyId !== publicKey.keyId) return { ok: false, reason: 'other-key', keyId };
  const covered = parsed.prehashed ? blake2b(bytes, { dkLen: 64 }) : bytes;
  const commented = Buffer.concat([parsed.signature, Buffer.from(trustedComment, 'utf8')]);
  const holds =
    verify(null, covered, publicKey.key, parsed.signature) &&
    verify(null, commented, publicKey.key, parsed.globalSignature);
  return holds ? { ok: true, keyId, trustedComment } : { ok: false, reason: 'wrong', keyId };
}

interface ParsedSignature {
  readonly keyId: string;
  readonly prehashed: boolean;
  readonly signature: Buffer;
  readonly trustedComment: string;
  readonly globalSignature: Buffer;
}

function parseSignature(text: string): ParsedSignature | null {
  if (text.length > SIGNATURE_LIMIT_CHARS) return null;
  const [untrusted = '', line = '', comment = '', globalLine = '', ...rest] = text.split(/\r?\n/);
  const bytes = exactBase64(line, 2 + KEY_ID_BYTES + SIGNATURE_BYTES);
  const globalSignature = exactBase64(globalLine, SIGNATURE_BYTES);
  if (bytes === null || globalSignature === null || rest.some((one) => one !== '')) return null;
  if (!untrusted.startsWith('untrusted comment: ') || !comment.startsWith('trusted comment: ')) return null;
  const algorithm = bytes.toString('latin1', 0, 2);
  if (algorithm !== PLAIN && algorithm !== PREHASHED) return null;
  return {
    keyId: keyIdText(bytes),
    prehashed: algorithm === PREHASHED,
    signature: bytes.subarray(2 + KEY_ID_BYTES),
    trustedComment: comment.slice('trusted comment: '.length),
    globalSignature,
  };
}

/** Node skips what is not Base64; a signature must be exactly what it says. */
function exactBase64(text: string, sizeBytes: number): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === sizeBytes && bytes.toString('base64') === text ? bytes : null;
}

function keyIdText(bytes: Buffer): string {
  return bytes.readBigUInt64LE(2).toString(16).toUpperCase();
}
