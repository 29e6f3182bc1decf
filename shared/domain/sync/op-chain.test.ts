import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Op } from './op.ts';
import {
  type ChainHead,
  canonicalBytes,
  chainFault,
  chainOp,
  emptyChain,
  opFault,
  opHashOf,
} from './op-chain.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const next = (head: ChainHead, body: Op['body'] = { outcome: 'ok', tookMs: 41 }): Op =>
  chainOp(
    {
      opId: '0199a000-0000-7000-8000-000000000001',
      kind: 'checks.recorded',
      v: 1,
      site: 'st-example',
      region: 'eu-1',
      agg: 'checks:laptop',
      dev: 'laptop-1',
      actor: 'Ada Example',
      at: '2026-11-22T10:00:00.000Z',
      salt: '000102030405060708090a0b0c0d0e0f',
      body,
    },
    head,
    sha256,
  );

test('an operation hashes as the written formula says, computed here by hand', () => {
  const op = next(emptyChain);
  const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  const bodyHash = createHash('sha256').update(salt).update('{"outcome":"ok","tookMs":41}').digest('hex');
  const covered =
    '{"actor":"Ada Example","agg":"checks:laptop","at":"2026-11-22T10:00:00.000Z",' +
    `"bodyHash":"${bodyHash}","dev":"laptop-1","devSeq":1,"kind":"checks.recorded",` +
    `"opId":"0199a000-0000-7000-8000-000000000001","prevHash":"${'0'.repeat(64)}",` +
    '"region":"eu-1","site":"st-example","v":1}';
  expect(op.bodyHash).toBe(bodyHash);
  expect(op.hash).toBe(createHash('sha256').update('0'.repeat(64)).update(covered).digest('hex'));
  expect(chainFault(op, emptyChain, sha256)).toBeNull();
});

test('the second operation follows the first and no other', () => {
  const first = next(emptyChain);
  const second = next(first);
  expect(second.devSeq).toBe(2);
  expect(chainFault(second, first, sha256)).toBeNull();
  expect(chainFault(second, emptyChain, sha256)).toBe('gap');
  expect(chainFault(first, first, sha256)).toBe('repeat');
  expect(chainFault(second, { devSeq: 1, hash: 'f'.repeat(64) }, sha256)).toBe('other-predecessor');
});

test('any change to a body or to a field shows', () => {
  const op = next(emptyChain);
  expect(opFault({ ...op, body: { outcome: 'ok', tookMs: 42 } }, sha256)).toBe('body-changed');
  expect(opFault({ ...op, salt: 'f'.repeat(32) }, sha256)).toBe('body-changed');
  expect(opFault({ ...op, actor: 'Eve Example' }, sha256)).toBe('fields-changed');
  expect(opFault({ ...op, site: 'st-other' }, sha256)).toBe('fields-changed');
});

test('the order of keys in a body does not matter', () => {
  expect(next(emptyChain, { a: 1, b: { c: 2, d: 3 } }).hash).toBe(
    next(emptyChain, { b: { d: 3, c: 2 }, a: 1 }).hash,
  );
});

test('the fields are covered in canonical JSON, whatever stands in them', () => {
  const awkward = next(emptyChain);
  const {
    hash: _,
    salt: __,
    body: ___,
    ...fields
  } = {
    ...awkward,
    actor: 'Zoë "the \\ quick" \u2028 🏥\u0007',
    agg: 'node:serial:é\n\t',
    devSeq: 9_007_199_254_740_991,
  };
  const canonical = new TextDecoder().decode(canonicalBytes(fields));
  expect(opHashOf(fields, sha256)).toBe(sha256(new TextEncoder().encode(fields.prevHash + canonical)));
});
