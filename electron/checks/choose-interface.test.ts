import { expect, test } from 'vitest';
import type { HostInterface } from './checks-ports.ts';
import { chooseInterface } from './choose-interface.ts';

const wired = (name: string, ...addresses: string[]): HostInterface => ({
  name,
  kind: 'wired',
  carrier: true,
  speedMbit: 1000,
  duplex: 'full',
  addresses,
});
const loopback: HostInterface = {
  ...wired('lo', '127.0.0.1/8'),
  kind: 'loopback',
  speedMbit: null,
  duplex: null,
};
const docker: HostInterface = { ...wired('docker0', '172.17.0.1/16'), kind: 'virtual' };
const wifi: HostInterface = { ...wired('wlan0', '192.168.1.5/24'), kind: 'wireless' };
const unplugged: HostInterface = { ...wired('eth1'), carrier: false };

test.each<[string, readonly HostInterface[], readonly string[] | null, string | null]>([
  ['the one in the lab', [wifi, wired('eth0', '10.20.4.77/24')], null, 'eth0 10.20.4.77/24'],
  [
    'the address in the lab when it has several',
    [wired('eth0', '10.1.1.1/24', '10.20.4.77/24')],
    null,
    'eth0 10.20.4.77/24',
  ],
  ['a cable before the radio elsewhere', [wifi, wired('eth0', '10.9.9.9/24')], null, 'eth0 10.9.9.9/24'],
  ['the radio before a loose cable', [unplugged, wifi], null, 'wlan0 192.168.1.5/24'],
  ['a loose cable rather than nothing', [unplugged, loopback, docker], null, 'eth1 null'],
  ['no self-assigned address', [wired('eth0', '169.254.7.7/16')], null, 'eth0 null'],
  ['nothing among loopback and virtual ones', [loopback, docker], null, null],
  ['loopback when it is the one wanted', [wifi, loopback], ['lo'], 'lo 127.0.0.1/8'],
  ['only what is wanted', [wired('eth0', '10.20.4.77/24'), wifi], ['wlan0'], 'wlan0 192.168.1.5/24'],
  ['nothing when what is wanted is not there', [wifi], ['eth7'], null],
])('takes %s', (_what, interfaces, wanted, expected) => {
  const chosen = chooseInterface(interfaces, wanted, '10.20.4.0/24');
  expect(chosen === null ? null : `${chosen.link.name} ${chosen.address}`).toBe(expected);
});

test('a wider network that holds the whole lab counts as being in it, a narrower one does not', () => {
  const at = (address: string) => chooseInterface([wired('eth0', address)], null, '10.20.4.0/24')?.onSubnet;
  expect([at('10.20.0.9/16'), at('10.20.4.9/28'), at('10.20.5.9/24')]).toEqual([true, true, false]);
});
