import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatIpv4, parseIpv4 } from '../../../shared/domain/discovery/ipv4.ts';
import { createSweepTally } from './sweep-tally.ts';

const first = parseIpv4('10.20.0.0') ?? 0;
const tallyOf = (size: number) => createSweepTally({ first, last: first + size - 1 });
/** An op has at most 256 kB, with everything around this body. */
const OP_BYTES = 200_000;

test('each address counts once, what was not asked never, and canaries outside are in the op alone', () => {
  const tally = tallyOf(256);
  const touch = (address: string, outcome: 'open' | 'closed' | 'silent' | 'not-asked' | 'unknown') =>
    tally.add({ address, outcome });
  touch('10.20.9.1', 'closed');
  touch('10.20.0.5', 'silent');
  touch('10.20.0.5', 'open');
  touch('10.20.0.6', 'unknown');
  touch('10.20.0.7', 'not-asked');
  expect([tally.touched, [...tally.open]]).toEqual([2, ['10.20.0.5']]);
  const touched = ['10.20.9.1', '10.20.0.5', '10.20.0.6'];
  expect(tally.body()).toEqual({
    ...{ count: 3, answered: ['10.20.0.5'], answeredCount: 1, refused: 1, touched },
    touchedSha256: createHash('sha256').update('10.20.9.1\n10.20.0.5\n10.20.0.6\n').digest('hex'),
  });
});

test('a /20 is named address by address, and fits into an op', () => {
  const tally = tallyOf(4096);
  for (let host = 0; host < 4096; host++) tally.add({ address: formatIpv4(first + host), outcome: 'silent' });
  const body = tally.body();
  expect(body.touched).toHaveLength(4096);
  expect(JSON.stringify(body).length).toBeLessThan(OP_BYTES);
});

test('what is wider is named by ranges, and fits however much was left out', () => {
  const tally = tallyOf(65_536);
  // Every eleventh protected: far more holes than a pack can have.
  for (let host = 0; host < 65_536; host++)
    if (host % 11 !== 0) tally.add({ address: formatIpv4(first + host), outcome: 'open' });
  const body = tally.body();
  expect(body).toMatchObject({ count: 59_578, answeredCount: 59_578 });
  expect(body).not.toHaveProperty('touched');
  expect((body.touchedRanges as readonly string[]).slice(0, 2)).toEqual([
    '10.20.0.1-10.20.0.10',
    '10.20.0.12-10.20.0.21',
  ]);
  expect(JSON.stringify(body).length).toBeLessThan(OP_BYTES);
});
