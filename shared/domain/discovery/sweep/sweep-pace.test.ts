import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paceOf } from './sweep-pace.ts';

const range = { first: 0x0a140400, last: 0x0a1404ff };
const normal = { choice: 'normal', platformPerSecond: 250, range } as const;

test('a network that touches medical devices is asked 100 addresses a second, and one nobody knows too', () => {
  const clinical = { perSecond: 100, paceReason: 'clinical' };
  expect(paceOf({ ...normal, clinical: ['10.20.4.128/25'] })).toEqual(clinical);
  expect(paceOf({ ...normal, clinical: undefined })).toEqual(clinical);
  expect(paceOf({ ...normal, clinical: ['10.20.4.O/24'] })).toEqual(clinical);
});

test('elsewhere this system sets the pace', () => {
  expect(paceOf({ ...normal, clinical: ['10.20.5.0/24'] })).toEqual({
    perSecond: 250,
    paceReason: 'platform',
  });
  expect(paceOf({ ...normal, clinical: undefined, platformPerSecond: 60 })).toEqual({
    perSecond: 60,
    paceReason: 'platform',
  });
});

test('gentle is 25 a second wherever it is', () => {
  expect(paceOf({ ...normal, choice: 'gentle', clinical: [] })).toEqual({
    perSecond: 25,
    paceReason: 'gentle',
  });
});

test('no choice, network or system is ever asked faster than any of its limits', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('gentle' as const, 'normal' as const),
      fc.constantFrom(10, 60, 250),
      fc.boolean(),
      (choice, platformPerSecond, isClinical) => {
        const clinical = isClinical ? ['10.0.0.0/8'] : [];
        const { perSecond } = paceOf({ choice, platformPerSecond, range, clinical });
        expect(perSecond).toBeLessThanOrEqual(platformPerSecond);
        if (choice === 'gentle') expect(perSecond).toBeLessThanOrEqual(25);
        if (isClinical) expect(perSecond).toBeLessThanOrEqual(100);
      },
    ),
  );
});
