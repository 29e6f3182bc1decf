import { expect, test } from 'vitest';
import { pem } from '../../../test/fakes/bundles/planted-secrets.ts';
import { createKnownValues } from './known-values.ts';
import { createRedactor } from './redactor.ts';

const TOKEN = 'rounds-device-token/7Kx2+0931=Q';
const KEY = pem('RSA PRIVATE KEY', 3, 13);
const known = createKnownValues([TOKEN, KEY, 'short']);
const found = (text: string) => known.find(text).map(({ start, end }) => text.slice(start, end));

test.each<[string, string]>([
  ['plain', TOKEN],
  ['in base64', Buffer.from(TOKEN).toString('base64')],
  ['in base64 behind one byte', Buffer.from(`x${TOKEN}yz`).toString('base64')],
  ['in base64 behind two bytes', Buffer.from(`xx${TOKEN}y`).toString('base64')],
  ['in base64 for addresses', Buffer.from(TOKEN).toString('base64url')],
  ['in an address', encodeURIComponent(TOKEN)],
  ['in an address, lower case', encodeURIComponent(TOKEN).replaceAll(/%../g, (code) => code.toLowerCase())],
  ['in hex', Buffer.from(TOKEN).toString('hex')],
  ['over two lines', `${TOKEN.slice(0, 11)}\n      ${TOKEN.slice(11)}`],
  ['over an escaped line break', `${TOKEN.slice(0, 11)}\\\\n${TOKEN.slice(11)}`],
  ['in UTF-16', Buffer.from(TOKEN, 'utf16le').toString('latin1')],
])('a known secret is found %s', (_how, text) => {
  const [range, ...others] = known.find(`before ${text} after`);
  expect(others).toEqual([]);
  expect(range?.value).toBe(TOKEN);
  // At most the letters that share bits with a neighbour, and the neighbours, stay.
  expect((range?.end ?? 0) - (range?.start ?? 0)).toBeGreaterThanOrEqual(text.length - 8);
});

test('half of a long key is found as well, with or without its frame', () => {
  const lines = KEY.split('\n').slice(3, 9).join('\n');
  const half = known.find(`x ${lines} y`);
  expect(half).toHaveLength(1);
  expect(half[0]?.value).toBe(KEY);
  // Up to a piece at either end stays when the cut does not fall on one.
  expect((half[0]?.end ?? 0) - (half[0]?.start ?? 0)).toBeGreaterThan(lines.length - 64);
});

test('a key that is known as base64 is found as the key it is', () => {
  const encoded = createKnownValues([Buffer.from(KEY).toString('base64')]);
  expect(encoded.find(KEY)).toHaveLength(1);
});

test('what is too short to be told from ordinary text is not looked for', () => {
  expect(found('a short sentence')).toEqual([]);
});

test('two secrets side by side are two', () => {
  const two = createKnownValues(['first-secret', 'second-secret']);
  expect(two.find('first-secret second-secret').map(({ value }) => value)).toEqual([
    'first-secret',
    'second-secret',
  ]);
});

test('a secret that contains another is found whole', () => {
  const nested = createKnownValues(['secret-in-secret-value', 'in-secret']);
  expect(nested.find('x secret-in-secret-value y').map(({ start, end }) => [start, end])).toEqual([[2, 24]]);
});

test('without secrets nothing is found', () => {
  expect(createKnownValues([]).find(TOKEN)).toEqual([]);
});

test('a known secret has one stand-in in every encoding, wherever it stands', () => {
  const redactor = createRedactor({ key: new Uint8Array(32), known: [TOKEN] });
  const text = [
    `token: ${TOKEN}`,
    `a sentence with ${TOKEN} in it`,
    `hex ${Buffer.from(TOKEN).toString('hex')}`,
    `url ?x=${encodeURIComponent(TOKEN)}&y=1`,
  ].join('\n');
  const output = redactor.redact(text, 'text').text;
  const tokens = [...output.matchAll(/⟦[^⟧]+⟧/g)].map(([token]) => token);
  expect(tokens).toHaveLength(4);
  expect(new Set(tokens).size).toBe(1);
  expect(output).toContain('a sentence with ⟦SECRET-');
  expect(output).toContain('&y=1');
});
