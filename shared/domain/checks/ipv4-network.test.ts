import { expect, test } from 'vitest';
import { contains, covers, parseIpv4, parseNetwork } from './ipv4-network.ts';

test.each([
  ['0.0.0.0', 0],
  ['10.20.4.11', 169_083_915],
  ['255.255.255.255', 4_294_967_295],
  ['256.1.1.1', null],
  ['1.1.1', null],
  ['1.1.1.1.1', null],
  ['a.b.c.d', null],
  ['::1', null],
  ['', null],
])('%s reads as %s', (text, value) => {
  expect(parseIpv4(text)).toBe(value);
});

test.each([
  ['10.20.4.11/24', { base: 169_083_904, prefixLength: 24 }],
  ['0.0.0.0/0', { base: 0, prefixLength: 0 }],
  ['255.255.255.255/32', { base: 4_294_967_295, prefixLength: 32 }],
  ['10.20.4.11', { base: 169_083_915, prefixLength: 32 }],
  ['10.20.4.11/33', null],
  ['10.20.4.11/', null],
  ['10.20.4.11/24/1', null],
])('the network of %s is %j', (text, network) => {
  expect(parseNetwork(text)).toEqual(network);
});

test('a network contains its first and last address and no neighbour', () => {
  const network = { base: parseIpv4('10.20.4.0') ?? -1, prefixLength: 23 };
  expect(
    ['10.20.3.255', '10.20.4.0', '10.20.5.255', '10.20.6.0', 'nonsense'].map((a) => contains(network, a)),
  ).toEqual([false, true, true, false, false]);
});

test('a wide network covers a narrow one and not the other way round', () => {
  const wide = { base: parseIpv4('127.0.0.0') ?? -1, prefixLength: 8 };
  const narrow = { base: parseIpv4('127.77.0.0') ?? -1, prefixLength: 24 };
  expect([covers(wide, narrow), covers(narrow, wide), covers(narrow, narrow)]).toEqual([true, false, true]);
});
