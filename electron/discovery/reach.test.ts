import { expect, test } from 'vitest';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { samplePack } from '../../test/fakes/sample-pack.ts';
import type { NetworkInterface } from './discovery-ports.ts';
import { reachNow } from './reach.ts';

const eth0: NetworkInterface = {
  ...{ name: 'eth0', address: '10.20.4.200', subnets: ['10.20.4.200/24'], used: true, why: 'used' },
  ipv6: { zone: 'eth0', addresses: ['fe80::77%eth0'], subnets: ['2001:db8:0:4::77/64'] },
};
const radio: NetworkInterface = {
  ...eth0,
  name: 'wlan0',
  subnets: ['10.99.0.2/24'],
  used: false,
  why: 'not-chosen',
};
const pack = samplePack();
const site = {
  enrolment: () => someEnrolment({}),
  pack: () => ({
    ...pack,
    network: { ...pack.network, sweep: { ...pack.network.sweep, exclude: ['10.20.4.13', '10.20.8.0/24'] } },
  }),
  require: () => {
    throw new Error('not asked for');
  },
};
const reach = (address: string, list: readonly NetworkInterface[] = [eth0]) =>
  reachNow(site, { list: () => list })(address);

test.each([
  ['10.20.4.11', 'yes'],
  ['10.99.0.7', 'yes'],
  ['10.20.4.13', 'excluded'],
  ['10.20.8.200', 'excluded'],
  ['224.0.0.251', 'excluded'],
  ['', 'excluded'],
  ['fe80::11%eth0', 'yes'],
  ['2001:db8:9::11', 'yes'],
  ['fe80::11%eth7', 'elsewhere'],
  ['fe80::11', 'elsewhere'],
  ['::1', 'elsewhere'],
  ['ff02::fb', 'excluded'],
  ['::', 'excluded'],
  ['not:an:address', 'excluded'],
  ['::ffff:10.20.4.13', 'excluded'],
  ['::ffff:10.20.8.7', 'excluded'],
  ['64:ff9b::10.20.4.13', 'excluded'],
  ['2002:a14:40d::1', 'excluded'],
])('%j with every interface free to use: %s', (address, answer) => {
  expect(reach(address)).toBe(answer);
});

test.each([
  ['10.20.4.11', 'yes'],
  ['10.99.0.7', 'elsewhere'],
  ['10.20.4.13', 'excluded'],
  ['2001:db8:0:4:1::11', 'yes'],
  ['2001:db8::1:2:3:11', 'elsewhere'],
  ['2001:db8:9::11', 'elsewhere'],
])('%j where only eth0 was chosen: %s', (address, answer) => {
  expect(reach(address, [eth0, radio])).toBe(answer);
});

test('loopback by IPv6 is on site only where loopback is used', () => {
  const lo: NetworkInterface = {
    ...{ name: 'lo', address: '127.0.0.1', subnets: ['127.0.0.1/8'], used: true, why: 'used' },
  };
  expect(reach('::1', [lo])).toBe('yes');
});
