import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planted } from '../../../test/fakes/bundles/planted-secrets.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor({
  key: new Uint8Array(32),
  known: ['a-known-secret-value', 'aaaaaaaaaaaaaaaa'],
});

/** A line as long as lines may be, made of what makes patterns stumble. */
const LINE = 64 * 1024 - 100;
const hostile = [
  'a',
  'A',
  '=',
  '\\',
  '\\\\n',
  '"',
  '{"a":',
  '[',
  '%41',
  '%',
  '|',
  'a|',
  '^',
  'a^',
  'A^A^',
  '@',
  'a@a.',
  '://',
  '://a:',
  'eyJa.',
  'eyJ-',
  'token=',
  'token="',
  '"token":"',
  'password: ',
  'key',
  'bearer ',
  'basic ',
  '-----BEGIN RSA PRIVATE KEY-----',
  'LS0tLS1CRUdJTi',
  'MSH|',
  'PID|1\\r',
  'xoxb-',
  'AGE-SECRET-KEY-1',
  'mrn\\\\',
  'Patient/',
  '⟦',
  'aaaaaaaaaaaaaaa ',
  '<PT.a ',
];
test.each(hostile)('a line of %j costs no more than a long line', (piece) => {
  const line = piece.repeat(Math.ceil(LINE / piece.length)).slice(0, LINE);
  const startedAtMs = performance.now();
  redactor.redact(line, 'text');
  expect(performance.now() - startedAtMs).toBeLessThan(1500);
});

test.each([
  '{',
  '[',
  'apiVersion: v1',
  'machine:',
  '-----BEGIN RSA PRIVATE KEY-----',
  'kind: Secret\ndata:\n  a: b',
  'data:\n  - *a',
  'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk',
  'token: |',
  '"resourceType": "Patient",',
])('a quarter of a megabyte of lines of %j is cleaned in seconds', (line) => {
  const text = `${line}\n`.repeat(Math.ceil((256 * 1024) / line.length));
  const startedAtMs = performance.now();
  redactor.redact(text, 'text');
  expect(performance.now() - startedAtMs).toBeLessThan(8000);
});

test('aliases of YAML that unfold without end are not unfolded', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghij'
      .split('')
      .map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]}, `.repeat(9)}x]`),
  ].join('\n');
  expect(redactor.redact(bomb, 'yaml').text.length).toBeLessThan(10_000);
});

/** Text in which secrets, markers and noise stand in any order. */
const anything = fc
  .array(
    fc.oneof(
      fc.constantFrom(...planted.map(({ text }) => text)),
      fc.constantFrom(...hostile, '\n', ' ', '---\n', 'ordinary text ', 'a-known-secret-value'),
      fc.string({ maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const formats = ['text', 'json-lines', 'yaml', 'json'] as const;

test('whatever was cleaned stays as it is when it is cleaned again', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(...formats), (text, format) => {
      const once = redactor.redact(text, format).text;
      expect(redactor.redact(once, format)).toEqual({ text: once, removed: {} });
    }),
    { numRuns: 400, seed: 20261124 },
  );
});
