import { expect, test } from 'vitest';
import { neighboursOf, normaliseMac } from './neighbour.ts';

test.each([
  ['0:1b:2:3:4:5', '00:1b:02:03:04:05'],
  ['02-AA-00-00-00-01', '02:aa:00:00:00:01'],
  ['02aa.0000.0001', '02:aa:00:00:00:01'],
  ['00:00:00:00:00:00', null],
  ['ff:ff:ff:ff:ff:ff', null],
  ['01:00:5e:00:00:fb', null],
  ['33:33:00:00:00:01', null],
  ['(incomplete)', null],
  ['02:aa:00:00:00', null],
  ['02:aa:00:00:00:01:02:03', null],
  ['', null],
])('the MAC %j is %j', (raw, mac) => {
  expect(normaliseMac(raw)).toBe(mac);
});

const row = (address: string, interfaceName = 'eth0') => ({
  ...{ address, mac: '02:aa:00:00:00:01', interfaceName, state: 'stale' as const },
});

test('what is no machine is no neighbour: multicast, broadcast, zero, a link-local address without its link', () => {
  const none = ['224.0.0.251', '255.255.255.255', '0.0.0.0', 'ff02::1', '::', '::1', 'printer', ''];
  expect(neighboursOf([...none.map((address) => row(address)), row('fe80::1', '')])).toEqual([]);
});

test('the same row twice is one neighbour; a link-local address has its zone; a table without end is cut', () => {
  const found = neighboursOf([row('10.20.4.11'), row('10.20.4.11'), row('fe80:0::1')]);
  expect(found.map(({ address }) => address)).toEqual(['10.20.4.11', 'fe80::1%eth0']);
  const many = function* () {
    for (let index = 0; index < 1_000_000; index++)
      yield row(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
  };
  expect(neighboursOf(many()).length).toBe(4096);
});
