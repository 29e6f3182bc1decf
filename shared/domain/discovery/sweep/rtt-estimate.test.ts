import { expect, test } from 'vitest';
import { learnRtt, noEstimate, timeoutOf } from './rtt-estimate.ts';

test('waits 500 ms until something has answered', () => {
  expect(timeoutOf(noEstimate)).toBe(500);
});

test('a quick network is given 100 ms and never less, a slow one 900 ms and never more, because a second SYN would follow after 1 s', () => {
  const after = (rttMs: number) => Array.from({ length: 50 }, () => rttMs).reduce(learnRtt, noEstimate);
  expect(timeoutOf(after(1))).toBe(100);
  expect(timeoutOf(after(300))).toBe(300);
  expect(timeoutOf(after(4000))).toBe(900);
});

test('one slow answer among quick ones raises the limit for a while', () => {
  const quick = Array.from({ length: 20 }, () => 5).reduce(learnRtt, noEstimate);
  expect(timeoutOf(learnRtt(quick, 400))).toBeGreaterThan(300);
});
