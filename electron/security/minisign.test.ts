import { createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { type MinisignPublicKey, readMinisignKey, verifyMinisign } from './minisign.ts';
import { createMinisignHash, minisignPublicKeyLine, signMinisign } from './minisign-sign.ts';

// Made by the stock program, Debian's minisign 0.11-1, with a key made for this test alone.
const publicLine = 'RWQtzWpr9zg+Pw0Wss2+ymRcK6TuqHT87qMvXp2tEDj+iW4VIOPbml2p';
const seed = Buffer.from('9fea9c6f072097035917b1a540e4f2941f53a8c59fcb1e872afba5e5668091e6', 'hex');
const file = Buffer.from('pack bytes\n');
const prehashed = `untrusted comment: signature from minisign secret key
RUQtzWpr9zg+P3cFUXHn0Yiw31viyHtrbIuaINo2Se/hj42gk5oWrHISWtJps8f7fz2vboLLBfkXYFb/bla3iulwZP1RFj1iIQg=
trusted comment: region eu-1 pack 7
xpmGabcpwXedCyuBMa8OPxTWVp1W3miBLQQ1Ae/cwXwCOzZS9kFoVzl+99Xtqq5WUKSszTsDY29eNgpFMaE6AA==
`;
const legacy = `untrusted comment: signature from minisign secret key
RWQtzWpr9zg+Pza/0IodeyqGx+h+fxXPYNLcjwlfA3nzLh+cf0WGVkvdEoy3EI4Z1tGe9EmQInQ1DNvFfpdBfyVwAKD1fnFv2QM=
trusted comment: legacy
8awE1dhc/rH7A+fQjBFyMm9ffLc0ELyXjPmGH0lPbCwqPrOYtfSq2qKOyNgV+b3aHv9tfkPLodQB3muIdhC4Bg==
`;
const emptyFile = `untrusted comment: signature from minisign secret key
RUQtzWpr9zg+PxRKwgY+cw77i9Pwits2ya9ctNLHIxVsXUUTrFigVrdzDxIZRDD52Izjm7Czr0CmRa6u5OmLMZs3peS9v0S//QM=
trusted comment: an empty file
QqtcBhbfvi0CTbOhWo/qnPVl3rVHbFA6TkZlpzldsub30IdIgV2STsyx8CmPdU5voFW3/PNDNjlGaobJfj6lAg==
`;

const key = ((): MinisignPublicKey => {
  const found = readMinisignKey(publicLine);
  if (found === null) throw new Error('the stock key was not read');
  return found;
})();
const linesOf = (text: string) => text.split('\n');
const withLine = (text: string, index: number, line: string) => linesOf(text).with(index, line).join('\n');

test('what the stock program signed is accepted, in both of its forms', () => {
  expect(key.keyId).toBe('3F3E38F76B6ACD2D');
  expect(verifyMinisign(file, prehashed, key)).toEqual({
    ok: true,
    keyId: '3F3E38F76B6ACD2D',
    trustedComment: 'region eu-1 pack 7',
  });
  expect(verifyMinisign(file, legacy, key)).toMatchObject({ ok: true, trustedComment: 'legacy' });
  expect(verifyMinisign(Buffer.alloc(0), emptyFile, key)).toMatchObject({ ok: true });
  expect(verifyMinisign(file, prehashed.replaceAll('\n', '\r\n'), key)).toMatchObject({ ok: true });
});

test('one changed byte of the file is enough to refuse it', () => {
  const changed = Buffer.from(file);
  changed[0] = (changed[0] ?? 0) ^ 1;
  for (const signature of [prehashed, legacy]) {
    expect(verifyMinisign(changed, signature, key)).toEqual({
      ok: false,
      reason: 'wrong',
      keyId: '3F3E38F76B6ACD2D',
    });
  }
});

test('the trusted comment is covered: another one is refused', () => {
  const renamed = withLine(prehashed, 2, 'trusted comment: region us-1 pack 7');
  expect(verifyMinisign(file, renamed, key)).toMatchObject({ ok: false, reason: 'wrong' });
  const borrowed = withLine(prehashed, 3, linesOf(legacy)[3] ?? '');
  expect(verifyMinisign(file, borrowed, key)).toMatchObject({ ok: false, reason: 'wrong' });
});

test('a plain signature does not pass for a prehashed one, nor the other way round', () => {
  const bytes = Buffer.from(linesOf(prehashed)[1] ?? '', 'base64');
  bytes.write('Ed');
  const relabelled = withLine(prehashed, 1, bytes.toString('base64'));
  expect(verifyMinisign(file, relabelled, key)).toMatchObject({ ok: false, reason: 'wrong' });
});

test('another key is named before any bytes are looked at', () => {
  const other = readMinisignKey('RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3');
  expect(other?.keyId).toBe('E7620F1842B4E81F');
  if (other === null) return;
  expect(verifyMinisign(file, prehashed, other)).toEqual({
    ok: false,
    reason: 'other-key',
    keyId: '3F3E38F76B6ACD2D',
  });
});

test.each([
  ['nothing', ''],
  ['a page of a hotel', '<!doctype html><title>Welcome</title>'],
  ['a truncated file', linesOf(prehashed).slice(0, 3).join('\n')],
  ['a signature that is too short', withLine(prehashed, 1, 'RUQtzWpr9zg+P3cF')],
  ['Base64 with rubbish in it', withLine(prehashed, 1, `${linesOf(prehashed)[1]}!`)],
  ['an unknown algorithm', withLine(prehashed, 1, Buffer.alloc(74, 65).toString('base64'))],
  ['no comments', prehashed.replaceAll('comment: ', '')],
  ['more lines than a signature has', `${prehashed}trusted comment: more\n`],
  ['megabytes', `untrusted comment: ${'x'.repeat(1_000_000)}${prehashed}`],
])('%s is not a signature', (_name, text) => {
  expect(verifyMinisign(file, text, key)).toEqual({ ok: false, reason: 'unreadable', keyId: 'none' });
});

test('a line that is not a public key is not read as one', () => {
  for (const line of ['', 'x'.repeat(56), `RUQ${publicLine.slice(3)}`, `${publicLine}AAAA`]) {
    expect(readMinisignKey(line)).toBeNull();
  }
});

test('we sign exactly as the stock program does: the same key and file give the same text', () => {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const signer = {
    key: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    keyId: Buffer.from('2dcd6a6bf7383e3f', 'hex'),
  };
  const hash = createMinisignHash();
  hash.update(file.subarray(0, 4));
  hash.update(file.subarray(4));
  expect(minisignPublicKeyLine(signer)).toBe(publicLine);
  expect(signMinisign(signer, { blake2b512: hash.digest(), trustedComment: 'region eu-1 pack 7' })).toBe(
    prehashed,
  );
});
