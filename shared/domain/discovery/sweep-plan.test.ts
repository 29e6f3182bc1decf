import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FailureError } from '../../failure/failure.ts';
import { formatIpv4, isInside, parseIpv4, parseRanges } from './ipv4.ts';
import { planSweep, type SweepRequest } from './sweep-plan.ts';

const request: SweepRequest = {
  range: '10.20.4.0/28',
  allow: ['10.20.4.0/24'],
  exclude: [],
  known: [],
  subnets: [],
};
const codeOf = (change: Partial<SweepRequest>): string => {
  try {
    planSweep({ ...request, ...change });
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
  }
  return 'planned';
};

test('known addresses come first, then the ends and the middle, then the rest', () => {
  const plan = planSweep({ ...request, range: '10.20.4.0-10.20.4.9', known: ['10.20.4.6', '10.9.9.9'] });
  expect(plan.map((address) => Number(address.split('.')[3]))).toEqual([6, 0, 1, 9, 8, 4, 2, 3, 5, 7]);
});

test('the network and broadcast address of a subnet are left out, those of a part of it are not', () => {
  const plan = planSweep({ ...request, range: '10.20.4.0/25', subnets: ['10.20.4.0/24'] });
  expect(plan).not.toContain('10.20.4.0');
  expect(plan).toContain('10.20.4.127');
  expect(plan.length).toBe(127);
});

test('what the hospital did not agree to is refused', () => {
  expect(codeOf({ range: '10.20.5.0/28' })).toBe('sweep-not-allowed');
  expect(codeOf({ range: '10.20.4.0/23' })).toBe('sweep-not-allowed');
  expect(codeOf({ range: '0.0.0.0/0' })).toBe('sweep-not-allowed');
  expect(codeOf({ allow: [] })).toBe('sweep-not-allowed');
});

test('a /20 is the widest that is still quiet', () => {
  const allow = ['10.20.0.0/16'];
  expect(codeOf({ allow, range: '10.20.16.0/20' })).toBe('planned');
  expect(codeOf({ allow, range: '10.20.0.0/19' })).toBe('sweep-too-wide');
});

test('an exclusion that cannot be read stops the whole sweep', () => {
  expect(codeOf({ exclude: ['10.20.4.O'] })).toBe('sweep-not-allowed');
});

test('a range that is none is unreadable', () => {
  expect(codeOf({ range: 'the lab' })).toBe('address-unreadable');
});

test('whatever is asked, no excluded address is touched, none outside, and none twice', () => {
  const last = fc.nat(1023).map((host) => formatIpv4((parseIpv4('10.20.0.0') ?? 0) + host));
  const block = fc
    .tuple(last, fc.integer({ min: 23, max: 32 }))
    .map(([address, prefix]) => `${address}/${prefix}`);
  fc.assert(
    fc.property(block, fc.array(fc.oneof(block, last)), fc.array(last), (range, exclude, known) => {
      const plan = planSweep({ range, allow: ['10.20.0.0/22'], exclude, known, subnets: ['10.20.0.0/22'] });
      const forbidden = parseRanges(exclude);
      const allowed = parseRanges([range]);
      expect(new Set(plan).size).toBe(plan.length);
      for (const address of plan) {
        expect(isInside(parseIpv4(address) ?? 0, forbidden)).toBe(false);
        expect(isInside(parseIpv4(address) ?? 0, allowed)).toBe(true);
      }
    }),
  );
});
