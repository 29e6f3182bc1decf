import { expect, test } from 'vitest';
import { isOnLink, isWithin } from './is-within.ts';

test.each([
  ['10.20.4.0/23', '10.20.4.0', true],
  ['10.20.4.0/23', '10.20.5.255', true],
  ['10.20.4.0/23', '10.20.6.0', false],
  ['10.20.4.0/23', '::1', false],
  ['nonsense', '10.20.4.1', false],
])('%s holds %s: %s', (network, address, expected) => {
  expect(isWithin(network, address)).toBe(expected);
});

test.each([
  ['10.20.4.9/28', true],
  ['10.20.0.9/16', true],
  ['10.20.5.9/24', false],
  ['127.0.0.1/8', false],
  ['nonsense', false],
])('from %s the lab in 10.20.4.0/24 is on the link: %s', (address, expected) => {
  expect(isOnLink(address, '10.20.4.0/24')).toBe(expected);
});
