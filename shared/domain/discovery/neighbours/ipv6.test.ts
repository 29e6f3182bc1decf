import { expect, test } from 'vitest';
import { embeddedIpv4, formatIpv6, macInIpv6, parseIpv6 } from './ipv6.ts';

test.each([
  ['::1', '::1', 'loopback'],
  ['::', '::', 'unspecified'],
  ['FE80::0001%eth0', 'fe80::1%eth0', 'link-local'],
  ['fe80::1%12', 'fe80::1%12', 'link-local'],
  ['febf::1', 'febf::1', 'link-local'],
  ['fec0::1', 'fec0::1', 'routed'],
  ['ff02::fb', 'ff02::fb', 'multicast'],
  ['2001:db8:0:0:1:0:0:0', '2001:db8:0:0:1::', 'routed'],
  ['2001:0db8:0:0:0:0:2:1', '2001:db8::2:1', 'routed'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', 'routed'],
  ['2001:db8:1:2:3:4:0:6', '2001:db8:1:2:3:4:0:6', 'routed'],
  ['1::', '1::', 'routed'],
  ['::ffff:10.20.4.11', '::ffff:a14:40b', 'routed'],
] as const)('%s is %s, %s', (text, written, kind) => {
  const read = parseIpv6(text);
  expect(read === null ? null : [formatIpv6(read), read.kind]).toEqual([written, kind]);
});

test.each([
  '',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '12345::1',
  'g::1',
  '10.20.4.11',
  '::10.20.4.300',
  ':1:2:3:4:5:6:7',
  'fe80::1%',
  'fe80::1%eth0%eth1',
  'fe80::1%eth0 x',
  'fe80::1%../x',
  '[::1]',
])('%j is no IPv6 address', (text) => {
  expect(parseIpv6(text)).toBe(null);
});

test('an address of IPv4 is recognised inside one of IPv6, in every form that leads to it', () => {
  const inside = [
    '::ffff:10.20.4.13',
    '::10.20.4.13',
    '64:ff9b::a14:40d',
    '2002:a14:40d::1',
    '::ffff:a14:40d%eth0',
  ];
  expect(inside.map(embeddedIpv4)).toEqual(inside.map(() => 0x0a14040d));
  expect(['fe80::a14:40d', '2001:db8::a14:40d', 'no'].map(embeddedIpv4)).toEqual([null, null, null]);
});

test('a hardware address is read out of a link-local one that was made of it', () => {
  expect(macInIpv6('fe80::a8bb:ccff:fedd:ee01%eth0')).toBe('aa:bb:cc:dd:ee:01');
  expect(macInIpv6('fe80::1')).toBe(null);
});
