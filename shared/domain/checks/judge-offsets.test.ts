import { expect, test } from 'vitest';
import { judgeOffsets, spreadOf, worstOffset } from './judge-offsets.ts';

const rule = { allSilent: 'blocks', clockOwner: 'you' } as const;

test.each<[string, readonly number[], number, object | null]>([
  ['two servers that agree', [3, -4], 2, null],
  ['exactly one second', [1000, 1000], 2, null],
  ['just over a second', [1001], 1, { kind: 'off', severity: 'degrades', owner: 'you' }],
  ['a minute', [60_000], 1, { kind: 'off', severity: 'degrades', owner: 'you' }],
  ['over a minute behind', [-60_001], 1, { kind: 'farOff', severity: 'blocks', owner: 'you' }],
  ['nobody answers', [], 2, { kind: 'allSilent', severity: 'blocks', owner: 'hospital-it' }],
  ['one of two answers', [5], 2, { kind: 'someSilent', severity: 'note', owner: 'hospital-it' }],
  [
    'servers that contradict each other',
    [90_000, 0],
    2,
    { kind: 'disagree', severity: 'degrades', owner: 'hospital-it' },
  ],
  ['a clock off and a server silent', [5000], 2, { kind: 'off', severity: 'degrades', owner: 'you' }],
])('%s', (_what, offsetsMs, servers, fault) => {
  expect(judgeOffsets(offsetsMs, servers, rule)).toEqual(fault);
});

test('the worst offset keeps its sign and the spread has none', () => {
  expect([worstOffset([3, -70, 20]), worstOffset([]), spreadOf([3, -70, 20]), spreadOf([])]).toEqual([
    -70,
    null,
    90,
    null,
  ]);
});
