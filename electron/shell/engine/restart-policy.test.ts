import { expect, test } from 'vitest';
import { afterDeath } from './restart-policy.ts';

test('each death within a minute waits twice as long, up to five seconds', () => {
  const deaths = [0, 100, 200, 300, 400];
  const waits = deaths.map((_, index) => afterDeath(deaths.slice(0, index + 1)));
  expect(waits).toEqual([250, 500, 1000, 2000, 4000].map((waitMs) => ({ waitMs })));
});

test('the sixth death within a minute is the last', () => {
  expect(afterDeath([0, 1, 2, 3, 4, 59_999])).toBe('stop');
});

test('deaths of more than a minute ago are forgiven', () => {
  expect(afterDeath([0, 1, 2, 3, 4, 60_005])).toEqual({ waitMs: 250 });
});
