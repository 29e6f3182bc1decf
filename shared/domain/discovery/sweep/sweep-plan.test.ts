import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FailureError } from '../../../failure/failure.ts';
import { formatIpv4, isInside, parseIpv4, parseRanges } from '../ipv4.ts';
import { planSweep, requireAuthority, type SweepPlan, type SweepRequest } from './sweep-plan.ts';

const request: SweepRequest = {
  range: '10.20.4.0/28',
  allow: ['10.20.4.0/24'],
  exclude: [],
  known: [],
  answered: [],
  own: [],
  gateway: null,
  subnets: [],
};
const hostsOf = ({ addresses }: SweepPlan) => addresses.map((address) => Number(address.split('.')[3]));
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
  expect(hostsOf(plan)).toEqual([6, 0, 1, 9, 8, 4, 2, 3, 5, 7]);
});

test('the neighbours of the gateway come right after the known ones', () => {
  const plan = planSweep({ ...request, known: ['10.20.4.9'], gateway: '10.20.4.12' });
  expect(hostsOf(plan).slice(0, 5)).toEqual([9, 13, 11, 14, 10]);
});

test('where a node has just answered, and at this laptop’s own address, nothing is asked', () => {
  const plan = planSweep({
    ...{ ...request, answered: ['10.20.4.3', '10.20.4.4', '10.9.9.9'], own: ['10.20.4.5'] },
    exclude: ['10.20.4.4', '10.20.4.8/30'],
  });
  expect(hostsOf(plan)).toEqual([0, 1, 15, 14, 7, 2, 6, 12, 13]);
  expect(plan).toMatchObject({ excluded: 5, known: 1 });
});

test('the network and broadcast address of a subnet are left out, those of a part of it are not', () => {
  const plan = planSweep({ ...request, range: '10.20.4.0/25', subnets: ['10.20.4.0/24'] });
  expect(plan.addresses).not.toContain('10.20.4.0');
  expect(plan.addresses).toContain('10.20.4.127');
  expect(plan.addresses.length).toBe(127);
});

test('what the hospital did not agree to is refused', () => {
  expect(codeOf({ range: '10.20.5.0/28' })).toBe('sweep-not-allowed');
  expect(codeOf({ range: '10.20.4.0/23' })).toBe('sweep-not-allowed');
  expect(codeOf({ range: '0.0.0.0/0' })).toBe('sweep-not-allowed');
  expect(codeOf({ allow: [] })).toBe('sweep-not-allowed');
});

test('wider than a /20 needs authority, and wider than a /16 is refused', () => {
  const wide = (range: string) => planSweep({ ...request, allow: ['10.0.0.0/8'], range }).needsAuthority;
  expect(wide('10.20.16.0/20')).toBe(false);
  expect(wide('10.20.0.0/19')).toBe(true);
  expect(wide('10.20.0.0/16')).toBe(true);
  expect(codeOf({ allow: ['10.0.0.0/8'], range: '10.20.0.0/15' })).toBe('sweep-too-wide');
});

test.each([
  [null, 'reference'],
  [{ reference: '  ', typedRange: '10.20.0.0/18' }, 'reference'],
  [{ reference: 'CHG-7', typedRange: '10.20.0.0/19' }, 'typed-range'],
  [{ reference: 'CHG-7', typedRange: '' }, 'typed-range'],
  [{ reference: 'CHG-7', typedRange: ' 10.20.0.0/18' }, 'allowed'],
  [{ reference: 'CHG-7', typedRange: '10.20.0.0-10.20.63.255' }, 'allowed'],
] as const)('a wide sweep with %j: %s', (authority, what) => {
  const range = '10.20.0.0/18';
  const plan = planSweep({ ...request, allow: ['10.20.0.0/16'], range });
  const attempt = (): string => {
    try {
      requireAuthority(plan, range, authority);
      return 'allowed';
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.code !== 'sweep-unauthorised') throw error;
      return error.failure.facts.what;
    }
  };
  expect(attempt()).toBe(what);
});

test('a sweep that is not wide needs no authority', () => {
  expect(() => requireAuthority(planSweep(request), request.range, null)).not.toThrow();
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
    fc.property(
      block,
      fc.array(fc.oneof(block, last)),
      fc.array(last),
      last,
      (range, exclude, known, own) => {
        const { addresses } = planSweep({
          ...{ range, exclude, known, allow: ['10.20.0.0/22'], subnets: ['10.20.0.0/22'] },
          ...{ answered: known.slice(0, 1), own: [own], gateway: own },
        });
        const forbidden = parseRanges([...exclude, own, ...known.slice(0, 1), '10.20.0.0', '10.20.3.255']);
        const allowed = parseRanges([range]);
        const mayBe = (value: number): boolean => isInside(value, allowed) && !isInside(value, forbidden);
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const address of addresses) expect(mayBe(parseIpv4(address) ?? 0)).toBe(true);
        const whole = Array.from({ length: 1024 }, (_, index) => (parseIpv4('10.20.0.0') ?? 0) + index);
        expect(addresses.length).toBe(whole.filter(mayBe).length);
      },
    ),
  );
});
