import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { createInterfaces, type InterfacesOptions } from './interfaces.ts';

const ipv4 = (address: string, prefix = 24, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/${prefix}`,
});
const ipv6: NetworkInterfaceInfo = {
  address: 'fe80::1',
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6',
  mac: '00:00:00:00:00:00',
  internal: false,
  cidr: 'fe80::1/64',
  scopeid: 2,
};
const laptop = {
  lo: [ipv4('127.0.0.1', 8, true)],
  eth0: [ipv6, ipv4('10.20.4.200'), ipv4('10.20.5.200')],
  wlan0: [ipv4('192.168.1.7')],
  'vEthernet (WSL)': [ipv4('172.20.0.1')],
  docker0: [ipv4('172.17.0.1')],
  tun0: [ipv4('10.8.0.2')],
  usb0: [ipv6],
};
const listed = (allowed: InterfacesOptions['allowed']) =>
  createInterfaces({ allowed, read: () => laptop, names: () => ['eth0', 'eth1'] })
    .list()
    .map(({ name, why }) => [name, why]);

test('cables and radio are used; what leads away from the site or nowhere is not, and says why', () => {
  expect(listed(null)).toEqual([
    ['lo', 'loopback'],
    ['eth0', 'used'],
    ['wlan0', 'used'],
    ['vEthernet (WSL)', 'virtual'],
    ['docker0', 'virtual'],
    ['tun0', 'vpn'],
    ['usb0', 'no-address'],
    ['eth1', 'down'],
  ]);
});

test('with interfaces named, only those are used, whatever they are; a missing one is shown as down', () => {
  expect(listed(['lo', 'tun0', 'eth7']).filter(([, why]) => why !== 'not-chosen')).toEqual([
    ['lo', 'used'],
    ['tun0', 'used'],
    ['eth7', 'down'],
  ]);
});

test('every subnet of an interface is known, its first address is the one to speak from', () => {
  const [eth0] = createInterfaces({ allowed: ['eth0'], read: () => laptop, names: () => [] })
    .list()
    .filter(({ used }) => used);
  expect(eth0).toEqual({
    name: 'eth0',
    address: '10.20.4.200',
    subnets: ['10.20.4.200/24', '10.20.5.200/24'],
    used: true,
    why: 'used',
  });
});

test('this machine has a loopback interface that is used only when named', () => {
  const loopback = (allowed: InterfacesOptions['allowed']) =>
    createInterfaces({ allowed })
      .list()
      .find(({ subnets }) => subnets.includes('127.0.0.1/8'));
  const name = loopback(null)?.name ?? '';
  expect(loopback(null)?.used).toBe(false);
  expect(loopback([name])?.used).toBe(true);
});
