import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type NetworkInterfaceInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type InterfaceDevice, readDevices } from './interface-devices.ts';
import { createInterfaces, type InterfacesOptions } from './interfaces.ts';

const ipv4 = (address: string, prefix = 24, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/${prefix}`,
});
const ipv6 = (address: string, prefix = 64, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/${prefix}`,
  scopeid: address.startsWith('fe80') ? 7 : 0,
});
const device = (change: Partial<InterfaceDevice> = {}): InterfaceDevice => ({
  ...{ hasCarrier: true, isTunnel: false },
  ...change,
});
const laptop = {
  lo: [ipv4('127.0.0.1', 8, true), ipv6('::1', 128, true)],
  eth0: [ipv6('fe80::1'), ipv4('10.20.4.200'), ipv4('10.20.5.200')],
  wlan0: [ipv4('192.168.1.7')],
  'vEthernet (WSL)': [ipv4('172.20.0.1')],
  docker0: [ipv4('172.17.0.1')],
  tun0: [ipv4('10.8.0.2')],
  corp: [ipv4('10.9.0.2', 32)],
  usb0: [ipv6('fe80::2'), ipv6('fd00:4::2')],
};
const devices = new Map([
  ['corp', device({ isTunnel: true })],
  ['eth0', device({ linkChanges: 3 })],
  ['eth1', device({ hasCarrier: false })],
  ['eth2', device()],
  ['ifb0', device({ hasCarrier: false })],
]);
const around = (
  allowed: InterfacesOptions['allowed'],
  change: Partial<InterfacesOptions> = { platform: 'linux' },
) => createInterfaces({ allowed, read: () => laptop, devices: () => devices, ...change }).list();
const reasons = (allowed: InterfacesOptions['allowed']) =>
  around(allowed).map(({ name, why }) => [name, why]);

test('cables and radio are used; what leads away from the site or nowhere is not, and says why', () => {
  expect(reasons(null)).toEqual([
    ['lo', 'loopback'],
    ['eth0', 'used'],
    ['wlan0', 'used'],
    ['vEthernet (WSL)', 'virtual'],
    ['docker0', 'virtual'],
    ['tun0', 'vpn'],
    ['corp', 'vpn'],
    ['usb0', 'used'],
    ['eth1', 'down'],
    ['eth2', 'no-address'],
    ['ifb0', 'virtual'],
  ]);
});

test('with interfaces named, only those are used, whatever they are; a missing one is shown as down', () => {
  expect(reasons(['lo', 'tun0', 'eth7']).filter(([, why]) => why !== 'not-chosen')).toEqual([
    ['lo', 'used'],
    ['tun0', 'used'],
    ['eth7', 'down'],
  ]);
});

test('every subnet of an interface is known, its first address is the one to speak from', () => {
  expect(around(['eth0']).find(({ used }) => used)).toEqual({
    name: 'eth0',
    address: '10.20.4.200',
    subnets: ['10.20.4.200/24', '10.20.5.200/24'],
    ipv6: { zone: 'eth0', addresses: ['fe80::1%eth0'], subnets: ['fe80::1/64'] },
    linkChanges: 3,
    used: true,
    why: 'used',
  });
});

test('an interface with IPv6 alone is one to listen on; on Windows its zone is its number', () => {
  const usb0 = (platform: NodeJS.Platform) =>
    around(null, { platform }).find(({ name }) => name === 'usb0') ?? null;
  expect([usb0('linux')?.address, usb0('linux')?.ipv6, usb0('win32')?.ipv6?.addresses]).toEqual([
    '',
    { zone: 'usb0', addresses: ['fe80::2%usb0', 'fd00:4::2'], subnets: ['fe80::2/64', 'fd00:4::2/64'] },
    ['fe80::2%7', 'fd00:4::2'],
  ]);
});

test('loopback has no IPv6 side, because nothing can be multicast over it', () => {
  expect(around(['lo']).find(({ name }) => name === 'lo')?.ipv6).toBe(undefined);
});

test('a device tells whether its cable is in, also when it is off and says nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-devices-'));
  const write = (name: string, files: Readonly<Record<string, string>>) => {
    mkdirSync(join(folder, name));
    for (const [file, content] of Object.entries(files))
      writeFileSync(join(folder, name, file), `${content}\n`);
  };
  write('eth0', { carrier: '1', type: '1', carrier_changes: '5' });
  write('eth1', { type: '1' });
  write('wg0', { carrier: '1', type: '65534' });
  write('tap0', { carrier: '1', type: '1', tun_flags: '0x1002' });
  writeFileSync(join(folder, 'bonding_masters'), '');
  const found = readDevices(folder);
  rmSync(folder, { recursive: true });
  expect([...found]).toEqual([
    ['eth0', { hasCarrier: true, isTunnel: false, linkChanges: 5 }],
    ['eth1', { hasCarrier: false, isTunnel: false }],
    ['tap0', { hasCarrier: true, isTunnel: true }],
    ['wg0', { hasCarrier: true, isTunnel: true }],
  ]);
  expect(readDevices(join(folder, 'gone')).size).toBe(0);
});

test('while the system cannot say, the interfaces are those of a moment ago', () => {
  let isOut = false;
  const read = () => {
    if (isOut) throw Object.assign(new Error('uv_interface_addresses'), { code: 'EMFILE' });
    return laptop;
  };
  const interfaces = createInterfaces({ allowed: null, read, devices: () => devices });
  const before = interfaces.list();
  isOut = true;
  expect(interfaces.list()).toEqual(before);
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
