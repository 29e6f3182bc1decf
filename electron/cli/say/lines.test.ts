import { expect, test } from 'vitest';
import { type Failure, failed } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { someFlow, someReport } from '../../../test/fakes/visit-examples.ts';
import { checkLines } from './check-lines.ts';
import { failureLines } from './failure-lines.ts';
import { sizeWords, tookWords, waitWords } from './figures.ts';
import { flowEnding, flowLines } from './provision-lines.ts';
import { facts, table } from './table.ts';

const { failure: timeout } = failed('check-timeout', { check: 'egress', afterMs: 5000 });

test('columns stand under each other, and nothing trails', () => {
  expect(
    table([
      ['a', 'bbb', 'c'],
      ['aaa', '', ''],
    ]),
  ).toEqual(['a    bbb  c', 'aaa']);
});

test('a fact without a value is left out', () => {
  expect(
    facts([
      ['Size', '4 kB'],
      ['Removed', ''],
    ]),
  ).toEqual(['  Size  4 kB']);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [85_966, '86 kB'],
  [999_999, '1.0 MB'],
  [512_110_190_592, '512 GB'],
  [1_000_204_886_016, '1.0 TB'],
])('%d bytes are %s', (bytes, said) => {
  expect(sizeWords(bytes)).toBe(said);
});

test('lengths of time are told as exactly as they are needed', () => {
  expect([tookWords(42.4), tookWords(1840), tookWords(190_000)]).toEqual(['42 ms', '1.8 s', '3 min 10 s']);
  expect([waitWords(400), waitWords(61_000)]).toEqual(['1 s', '1 min 1 s']);
});

test('a refusal says what to type next, and its code comes last', () => {
  const { failure } = failed('pack-missing', {});
  const parts = (['what', 'means', 'next'] as const).map((part) => words(`failure.pack-missing.${part}`));
  expect(failureLines(failure)).toEqual([...parts, 'Type: rounds prepare', 'SITE-003']);
});

test('a report tells each check once, then what to do about what is not good', () => {
  const report = someReport([]);
  const lines = checkLines({
    ...report,
    entries: [
      {
        code: 'gateway',
        owner: 'hospital-it',
        finding: { state: 'unknown', failure: timeout },
        tookMs: 5000,
      },
      { code: 'egress', owner: 'hospital-it', finding: { state: 'skipped', because: 'gateway' }, tookMs: 0 },
    ],
  });
  expect(lines).toEqual([
    expect.stringMatching(/eth9 10\.20\.4\.77, 2026-11-24 \d\d:00/),
    expect.stringMatching(/^ {2}Not known {2}Gateway of the lab {4} {2}No answer within 5,000 ms\. /),
    expect.stringMatching(
      /^ {2}Skipped {4}Way out to the backend {2}Not checked, because of: Gateway of the lab\.$/,
    ),
    '',
    'Gateway of the lab',
    '  Run the check again.',
    '0 good · 1 not known · 1 skipped',
  ]);
});

test('a flow that stopped says where, why and how it goes on', () => {
  const failure: Failure = { code: 'did-not-come-back', facts: { node: 'LAB-EDGE-01', waitedMs: 900_000 } };
  const flow = someFlow({
    ...{ at: 'stopped', stoppedAt: 'reconnect', failure, healthy: false },
    steps: [
      { step: 'apply', startedAtMs: 0, tookMs: 1250 },
      { step: 'reconnect', startedAtMs: 2000, tookMs: 900_000 },
    ],
  });
  expect(flowLines(flow)).toEqual([
    'LAB-EDGE-01 stopped',
    '  Apply the configuration                         1.3 s',
    '  Restart and reconnect with its own certificate  15 min',
    `To go on where it stopped: rounds provision LAB-EDGE-01 --apply ${'a'.repeat(64)}`,
  ]);
  expect(flowEnding(flow)[0]).toBe('LAB-EDGE-01 did not come back after restarting.');
});
