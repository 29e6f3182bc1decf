import { expect, test } from 'vitest';
import { claimBase } from './claim-base.ts';

test('two hospitals never get one base, and each has a port for its beacons', async () => {
  const claimed = await Promise.all(Array.from({ length: 20 }, claimBase));
  expect(new Set(claimed.map(({ base }) => base)).size).toBe(20);
  expect(new Set(claimed.map(({ mdnsPort }) => mdnsPort)).size).toBe(20);
  for (const { base, mdnsPort } of claimed) {
    expect(base).toMatch(/^127\.1[2-9]\d\.\d{1,3}$/);
    expect(mdnsPort).toBeGreaterThanOrEqual(16_384);
    expect(mdnsPort).toBeLessThan(32_768);
  }
  await Promise.all(claimed.map(({ stop }) => stop()));
});
