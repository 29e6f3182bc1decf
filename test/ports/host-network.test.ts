import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHostNetwork } from '../../electron/adapters/host-network/host-network.ts';
import { type RunCommand, runCommand } from '../../electron/adapters/host-network/run-command.ts';

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

/** A system whose programs print this; a program that is not named is not there. */
const printing =
  (answers: Readonly<Record<string, string>>): RunCommand =>
  async (program) =>
    Object.entries(answers).find(([name]) => program.endsWith(name))?.[1] ?? null;

describe('the network of a Mac as its programs print it', () => {
  const run = printing({
    ifconfig: [
      'lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384',
      '\tinet 127.0.0.1 netmask 0xff000000',
      'en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500',
      '\tether a4:83:e7:00:00:01',
      '\tmedia: autoselect',
      '\tstatus: active',
      'en5: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500',
      '\tinet 10.20.4.77 netmask 0xffffff00 broadcast 10.20.4.255',
      '\tmedia: autoselect (1000baseT <full-duplex,flow-control>)',
      '\tstatus: active',
      'en6: flags=8822<BROADCAST,SMART,SIMPLEX,MULTICAST> mtu 1500',
      '\tmedia: autoselect (none)',
      '\tstatus: inactive',
      'utun3: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1380',
      '',
    ].join('\n'),
    networksetup: [
      '',
      'Hardware Port: Wi-Fi',
      'Device: en0',
      'Ethernet Address: a4:83:e7:00:00:01',
      '',
      'Hardware Port: USB 10/100/1000 LAN',
      'Device: en5',
      '',
      'Hardware Port: Thunderbolt Ethernet',
      'Device: en6',
    ].join('\n'),
  });
  const addresses = () => ({ en5: [ipv4('10.20.4.77', '10.20.4.77/24')] });

  test('cable, radio, loopback and tunnel are told apart', async () => {
    const none = { speedMbit: null, duplex: null, addresses: [] };
    expect(await createHostNetwork({ platform: 'darwin', addresses, run }).interfaces(never)).toEqual([
      { name: 'lo0', kind: 'loopback', carrier: null, ...none },
      { name: 'en0', kind: 'wireless', carrier: true, ...none },
      {
        name: 'en5',
        kind: 'wired',
        carrier: true,
        speedMbit: 1000,
        duplex: 'full',
        addresses: ['10.20.4.77/24'],
      },
      { name: 'en6', kind: 'wired', carrier: false, ...none },
      { name: 'utun3', kind: 'virtual', carrier: null, ...none },
    ]);
  });

  test.each([
    [
      '? (10.20.4.1) at 2:aa:0:0:0:1 on en5 ifscope [ethernet]\n',
      { state: 'known', mac: '02:aa:00:00:00:01' },
    ],
    ['? (10.20.4.1) at (incomplete) on en5 ifscope [ethernet]\n', { state: 'absent' }],
    ['10.20.4.1 (10.20.4.1) -- no entry\n', { state: 'absent' }],
  ])('the neighbour table says %s', async (printed, neighbour) => {
    const host = createHostNetwork({ platform: 'darwin', addresses, run: printing({ arp: printed }) });
    expect(await host.neighbour('10.20.4.1', never)).toEqual(neighbour);
  });
});

describe('the network of a Windows laptop as its programs print it', () => {
  const ethernet = {
    Name: 'Ethernet',
    MediaConnectionState: 1,
    Speed: 1_000_000_000,
    FullDuplex: true,
    NdisPhysicalMedium: 14,
    Virtual: false,
  };
  const wifi = { ...ethernet, Name: 'WLAN', Speed: 866_700_000, NdisPhysicalMedium: 9 };
  const unplugged = { ...ethernet, Name: 'Ethernet 2', MediaConnectionState: 2, Speed: 0, FullDuplex: false };
  const hyperV = { ...ethernet, Name: 'vEthernet (WSL)', Speed: 10_000_000_000, Virtual: true };
  const addresses = () => ({ Ethernet: [ipv4('10.20.4.77', '10.20.4.77/24')] });
  const host = (answers: Readonly<Record<string, string>>) =>
    createHostNetwork({ platform: 'win32', addresses, run: printing(answers) });

  test('cable, radio, a loose cable and a virtual adapter are told apart', async () => {
    const printed = JSON.stringify([ethernet, wifi, unplugged, hyperV]);
    const found = await host({ 'powershell.exe': printed }).interfaces(never);
    expect(found.map(({ name, kind, carrier, speedMbit }) => [name, kind, carrier, speedMbit])).toEqual([
      ['Ethernet', 'wired', true, 1000],
      ['WLAN', 'wireless', true, 866.7],
      ['Ethernet 2', 'wired', false, null],
      ['vEthernet (WSL)', 'virtual', true, 10_000],
    ]);
    expect(found[0]?.addresses).toEqual(['10.20.4.77/24']);
  });

  test('one adapter alone is printed without a list', async () => {
    const found = await host({ 'powershell.exe': JSON.stringify(ethernet) }).interfaces(never);
    expect(found.map(({ name }) => name)).toEqual(['Ethernet']);
  });

  test.each([
    ['a sentence instead', 'powershell.exe : running scripts is disabled on this system.'],
    ['nothing', ''],
    ['something else', '{"Name":7}'],
  ])('where PowerShell prints %s, names and addresses are still known', async (_what, printed) => {
    expect(await host({ 'powershell.exe': printed }).interfaces(never)).toEqual([
      {
        name: 'Ethernet',
        kind: 'unknown',
        carrier: null,
        speedMbit: null,
        duplex: null,
        addresses: ['10.20.4.77/24'],
      },
    ]);
  });

  test.each([
    [
      '\r\nInterface: 10.20.4.77 --- 0x5\r\n  Internet Address      Physical Address      Type\r\n  10.20.4.1             02-AA-00-00-00-01     dynamic\r\n',
      { state: 'known', mac: '02:aa:00:00:00:01' },
    ],
    ['No ARP Entries Found.\r\n', { state: 'absent' }],
    ['Es wurden keine ARP-Einträge gefunden.\r\n', { state: 'absent' }],
  ])('the neighbour table says %j', async (printed, neighbour) => {
    expect(await host({ 'ARP.EXE': printed }).neighbour('10.20.4.1', never)).toEqual(neighbour);
  });

  test('a table that cannot be read is not an empty one', async () => {
    expect(await host({}).neighbour('10.20.4.1', never)).toEqual({ state: 'unreadable' });
  });
});

test('a program of the system that is missing, hangs or floods is given up', async () => {
  const node = process.execPath;
  expect(await runCommand('/nowhere/program', [], never)).toBe(null);
  expect(await runCommand(node, ['-e', 'console.log("x".repeat(10))'], never)).toBe(`${'x'.repeat(10)}\n`);
  const stop = new AbortController();
  const hanging = runCommand(node, ['-e', 'setInterval(() => 0, 1000)'], stop.signal);
  stop.abort();
  expect(await hanging).toBe(null);
});

test('this very machine has a loopback interface with its address', async () => {
  const found = await createHostNetwork().interfaces(never);
  expect(found.filter(({ kind }) => kind === 'loopback').flatMap(({ addresses }) => addresses)).toContain(
    '127.0.0.1/8',
  );
});
