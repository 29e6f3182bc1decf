import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHostNetwork } from '../../electron/adapters/host-network/host-network.ts';

const never = new AbortController().signal;
const ipv4 = (address: string, cidr: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr,
});

describe('the network of a laptop as the kernel tells it', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rounds-host-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const kernelSays = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const link = (name: string, files: Readonly<Record<string, string>>): void => {
    for (const [file, content] of Object.entries(files))
      kernelSays(`sys/class/net/${name}/${file}`, `${content}\n`);
  };
  const host = (addresses: NodeJS.Dict<NetworkInterfaceInfo[]> = {}) =>
    createHostNetwork({ platform: 'linux', root, addresses: () => addresses });

  test('a cable, a radio link, a switched-off port, loopback and a bridge are told apart', async () => {
    link('eth0', {
      type: '1',
      carrier: '1',
      operstate: 'up',
      speed: '1000',
      duplex: 'full',
      'device/vendor': 'x',
    });
    link('eth1', { type: '1', operstate: 'down', 'device/vendor': 'x' });
    link('wlan0', { type: '1', carrier: '1', operstate: 'up', 'device/vendor': 'x', 'wireless/link': '0' });
    link('lo', { type: '772', carrier: '1', operstate: 'unknown' });
    link('docker0', { type: '1', carrier: '0', operstate: 'down', speed: '-1', duplex: 'unknown' });
    const found = await host({
      eth0: [ipv4('10.20.4.77', '10.20.4.77/24')],
      lo: [ipv4('127.0.0.1', '127.0.0.1/8', true)],
    }).interfaces(never);
    const none = { speedMbit: null, duplex: null, addresses: [] };
    expect(found).toEqual([
      { name: 'docker0', kind: 'virtual', carrier: false, ...none },
      {
        name: 'eth0',
        kind: 'wired',
        carrier: true,
        speedMbit: 1000,
        duplex: 'full',
        addresses: ['10.20.4.77/24'],
      },
      { name: 'eth1', kind: 'wired', carrier: false, ...none },
      { name: 'lo', kind: 'loopback', carrier: true, ...none, addresses: ['127.0.0.1/8'] },
      { name: 'wlan0', kind: 'wireless', carrier: true, ...none },
    ]);
  });

  test('only a complete neighbour with a hardware address is known', async () => {
    kernelSays(
      'proc/net/arp',
      [
        'IP address       HW type     Flags       HW address            Mask     Device',
        '10.20.4.1        0x1         0x2         02:AA:00:00:00:01     *        eth0',
        '10.20.4.9        0x1         0x0         00:00:00:00:00:00     *        eth0',
        '10.20.4.10       0x1         0x2         00:00:00:00:00:00     *        eth0',
        '',
      ].join('\n'),
    );
    const look = async (address: string) => await host().neighbour(address, never);
    expect(await look('10.20.4.1')).toEqual({ state: 'known', mac: '02:aa:00:00:00:01' });
    for (const address of ['10.20.4.9', '10.20.4.10', '10.20.4.11', '10.20.4']) {
      expect(await look(address)).toEqual({ state: 'absent' });
    }
  });

  test('a table that cannot be read is not an empty one', async () => {
    expect(await host().neighbour('10.20.4.1', never)).toEqual({ state: 'unreadable' });
  });
});

test('on other systems names and addresses are known, and the rest is said to be unknown', async () => {
  const addresses = {
    en0: [ipv4('10.20.4.77', '10.20.4.77/24')],
    lo0: [ipv4('127.0.0.1', '127.0.0.1/8', true)],
  };
  const host = createHostNetwork({ platform: 'darwin', root: '/', addresses: () => addresses });
  const unknown = { carrier: null, speedMbit: null, duplex: null };
  expect(await host.interfaces(never)).toEqual([
    { name: 'en0', kind: 'unknown', ...unknown, addresses: ['10.20.4.77/24'] },
    { name: 'lo0', kind: 'loopback', ...unknown, addresses: ['127.0.0.1/8'] },
  ]);
  expect(await host.neighbour('10.20.4.1', never)).toEqual({ state: 'unreadable' });
});

test('this very machine has a loopback interface with its address', async () => {
  const found = await createHostNetwork().interfaces(never);
  expect(found.filter(({ kind }) => kind === 'loopback').flatMap(({ addresses }) => addresses)).toContain(
    '127.0.0.1/8',
  );
});
