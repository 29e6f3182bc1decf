import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatIpv4,
  formatRange,
  isCovered,
  isHostAddress,
  parseIpv4,
  parseRange,
  parseRanges,
  sizeOf,
} from './ipv4.ts';

test('every address survives being written and read', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), (value) => parseIpv4(formatIpv4(value)) === value));
});

test('what other programs could read differently is refused', () => {
  for (const text of [
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1.',
    '1e1.0.0.1',
    ' 10.0.0.1',
    '0x7f.0.0.1',
  ])
    expect(parseIpv4(text)).toBeNull();
});

test('a range is a CIDR, one address, or first to last', () => {
  expect(parseRange('10.0.0.77/24')).toEqual({ first: 0x0a000000, last: 0x0a0000ff });
  expect(parseRange('10.0.0.7')).toEqual({ first: 0x0a000007, last: 0x0a000007 });
  expect(parseRange('10.0.0.7 - 10.0.0.9')).toEqual({ first: 0x0a000007, last: 0x0a000009 });
  expect(sizeOf(parseRange('0.0.0.0/0') ?? { first: 0, last: 0 })).toBe(2 ** 32);
  for (const text of ['10.0.0.9-10.0.0.7', '10.0.0.0/33', '10.0.0.0/024', '10.0.0.0/', '10.0.0.0/8/8', 'lab'])
    expect(parseRange(text)).toBeNull();
});

test('two touching ranges cover what neither covers alone, and a gap covers nothing', () => {
  const inner = { first: 0x0a000000, last: 0x0a0001ff };
  expect(isCovered(inner, parseRanges(['10.0.1.0/24', '10.0.0.0/24']))).toBe(true);
  expect(isCovered(inner, parseRanges(['10.0.1.0/24', '10.0.0.0/25']))).toBe(false);
});

test('multicast, broadcast and 0.x belong to no machine', () => {
  const isHost = (text: string): boolean => isHostAddress(parseIpv4(text) ?? -1);
  expect(['127.77.0.11', '10.20.4.11', '223.255.255.255'].map(isHost)).toEqual([true, true, true]);
  expect(['0.0.0.0', '224.0.0.251', '255.255.255.255'].map(isHost)).toEqual([false, false, false]);
});

test('each interval is written in one way', () => {
  const written = (text: string) => formatRange(parseRange(text) ?? { first: 0, last: 0 });
  expect(written('10.20.4.9/24')).toBe('10.20.4.0/24');
  expect(written('10.20.4.0-10.20.4.255')).toBe('10.20.4.0/24');
  expect(written('10.20.4.7')).toBe('10.20.4.7');
  expect(written('10.20.4.1-10.20.4.2')).toBe('10.20.4.1-10.20.4.2');
  expect(written('0.0.0.0/0')).toBe('0.0.0.0/0');
});
