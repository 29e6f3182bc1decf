/**
 * The hash chain of one device's operations, as pure functions: the engine writes with them, the console
 * checks with them. A body is covered through its own salted hash, so that it can be erased one day
 * (privacy) without breaking the chain.
 */
import canonicalize from 'canonicalize';
import type { Op } from './op.ts';

/** SHA-256 of the bytes as lower-case hex; `node:crypto` on both sides. */
export type Sha256Hex = (bytes: Uint8Array) => string;

/** `prevHash` of a device's first operation. */
export const CHAIN_START = '0'.repeat(64);

/** The fields that the operation's hash covers. */
export type ChainedFields = Omit<Op, 'hash' | 'salt' | 'body'>;

/** Where a device's chain stands: the last sequence number and its hash. */
export interface ChainHead {
  readonly devSeq: number;
  readonly hash: string;
}

/** The head before the first operation. */
export const emptyChain: ChainHead = { devSeq: 0, hash: CHAIN_START };

/** Canonical JSON (RFC 8785) as UTF-8. Throws for NaN, infinities, lone surrogates and circles. */
export function canonicalBytes(value: unknown): Uint8Array {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('this value has no canonical JSON');
  return new TextEncoder().encode(text);
}

/** Hex SHA-256 over the salt's bytes ‖ canonical JSON of the body. */
export function bodyHashOf(body: Op['body'], saltHex: string, sha256: Sha256Hex): string {
  return sha256(joined(bytesOfHex(saltHex), canonicalBytes(body)));
}

/** Hex SHA-256 over prevHash (as its 64 ASCII characters) ‖ canonical JSON of all fields but hash, salt, body. */
export function opHashOf(fields: ChainedFields, sha256: Sha256Hex): string {
  const { actor, agg, at, bodyHash, dev, devSeq, kind, opId, prevHash, region, site, v } = fields;
  // Texts and whole numbers under sorted names: JSON.stringify gives RFC 8785 for these, ten times faster.
  const covered = { actor, agg, at, bodyHash, dev, devSeq, kind, opId, prevHash, region, site, v };
  return sha256(new TextEncoder().encode(prevHash + JSON.stringify(covered)));
}

/** Fills in the hashes of a new operation that follows `head`. */
export function chainOp(
  entry: Omit<Op, 'devSeq' | 'bodyHash' | 'prevHash' | 'hash'>,
  head: ChainHead,
  sha256: Sha256Hex,
): Op {
  const { salt, body, ...rest } = entry;
  const bodyHash = bodyHashOf(body, salt, sha256);
  const fields: ChainedFields = { ...rest, devSeq: head.devSeq + 1, bodyHash, prevHash: head.hash };
  return { ...fields, hash: opHashOf(fields, sha256), salt, body };
}

/** What is wrong with an operation that should follow `head`; null when nothing is. */
export type ChainFault = 'gap' | 'repeat' | 'other-predecessor' | 'body-changed' | 'fields-changed';

/** Compares an operation with the head it should follow, its own hash and its body's hash. */
export function chainFault(op: Op, head: ChainHead, sha256: Sha256Hex): ChainFault | null {
  if (op.devSeq > head.devSeq + 1) return 'gap';
  if (op.devSeq <= head.devSeq) return 'repeat';
  if (op.prevHash !== head.hash) return 'other-predecessor';
  return opFault(op, sha256);
}

/** Whether an operation's own hashes hold, wherever it stands in the chain. */
export function opFault(op: Op, sha256: Sha256Hex): 'body-changed' | 'fields-changed' | null {
  if (opHashOf(op, sha256) !== op.hash) return 'fields-changed';
  return bodyHashOf(op.body, op.salt, sha256) === op.bodyHash ? null : 'body-changed';
}

function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
