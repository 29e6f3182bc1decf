import { expect, test } from 'vitest';
import { normaliseSerial, usableSerial, usableUuid } from './machine-ids.ts';

test('a UUID that many boards share identifies none of them', () => {
  const shared = [
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    '11111111-1111-1111-1111-111111111111',
    'not-a-uuid',
    '',
  ];
  expect(shared.map(usableUuid)).toEqual(shared.map(() => null));
  expect(usableUuid(' 4C4C4544-0042-3510-8051-B7C04F4A3132 ')).toBe('4c4c4544-0042-3510-8051-b7c04f4a3132');
});

test('a serial number that nobody wrote identifies nothing', () => {
  const fillers = [
    'To be filled by O.E.M.',
    'Default string',
    'Not Specified',
    '0000000',
    'xxxx',
    'n/a',
    '12',
    '',
  ];
  expect(fillers.map(usableSerial)).toEqual(fillers.map(() => null));
});

test('spaces, hyphens, case and the prefix of a scanner do not make another serial number', () => {
  const typed = [
    'CZJ12345AB',
    ' czj-123 45ab ',
    'CZJ‑12345–AB',
    '(21)CZJ12345AB',
    '(01)04012345678901(21)CZJ12345AB(10)7',
  ];
  expect(typed.map(normaliseSerial)).toEqual(typed.map(() => 'CZJ12345AB'));
  expect(usableSerial('2112345')).toBe('2112345');
});
