/** The neighbour table and the gateways, on the real system and on ones that tests describe. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGateways } from '../../electron/adapters/neighbours/gateways.ts';
import { createNeighbourTable } from '../../electron/adapters/neighbours/neighbour-table.ts';
import { failureOf } from '../fakes/provisioning/provisioning-bench.ts';

const never = new AbortController().signal;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rounds-neighbours-'));
  mkdirSync(join(root, 'proc/net'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** A system on which only these programs exist. */
const system = (platform: NodeJS.Platform, programs: Readonly<Record<string, string>>) => {
  const ran: string[] = [];
  return {
    ...{ platform, root, ran },
    addresses: () => ({ Ethernet: [info('10.20.4.77', '02:00:00:00:00:77')] }),
    run: async (program: string, args: readonly string[]) => {
      const line = [program.split(/[\\/]/).at(-1), ...args].join(' ');
      ran.push(line);
      return Object.entries(programs).find(([start]) => line.startsWith(start))?.[1] ?? null;
    },
  };
};
const info = (address: string, mac: string): NetworkInterfaceInfo => ({
  ...{ address, mac, netmask: '255.255.255.0', family: 'IPv4', internal: false, cidr: `${address}/24` },
});
const places = async (options: ReturnType<typeof system>) =>
  (await createNeighbourTable(options).read(never)).map(
    ({ address, mac, interfaceName }) => `${address} ${mac} ${interfaceName}`,
  );

test('this machine tells its neighbours within two seconds, itself not among them', async () => {
  const startedMs = performance.now();
  const found = await createNeighbourTable().read(never);
  expect(performance.now() - startedMs).toBeLessThan(2500);
  const own = Object.values(networkInterfaces()).flatMap((infos) => (infos ?? []).map(({ mac }) => mac));
  expect(found.filter(({ mac }) => own.includes(mac))).toEqual([]);
  expect(found.every(({ mac }) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac))).toBe(true);
});

test.runIf(process.platform === 'linux')('this machine tells the gateways that its routes name', async () => {
  const routes = execFileSync('cat', ['/proc/net/route'], { encoding: 'utf8' });
  const named = [...routes.matchAll(/^(\S+)\t00000000\t(?!00000000)/gm)].map(([, name]) => name);
  expect([...(await createGateways().read(never)).keys()].sort()).toEqual([...new Set(named)].sort());
});

const ownRow = '{"dst":"10.20.4.77","dev":"Ethernet","lladdr":"02:00:00:00:00:77","state":["PERMANENT"]}';
test('Linux: one command for both families; without it the kernel’s file; with neither it says so', async () => {
  const row = '{"dst":"fe80::11","dev":"Ethernet","lladdr":"02:aa:00:00:00:11","state":["STALE"]}';
  expect(await places(system('linux', { 'ip -j neigh': `[${row},${ownRow}]` }))).toEqual([
    'fe80::11%Ethernet 02:aa:00:00:00:11 Ethernet',
  ]);
  const without = system('linux', {});
  expect(await failureOf(createNeighbourTable(without).read(never))).toMatchObject({
    code: 'neighbours-unreadable',
  });
  writeFileSync(
    join(root, 'proc/net/arp'),
    'IP address HW type Flags HW address Mask Device\n10.20.4.11 0x1 0x2 02:aa:00:00:00:11 * eth0\n',
  );
  expect(await places(without)).toEqual(['10.20.4.11 02:aa:00:00:00:11 eth0']);
});

test('macOS: both of its tables; one of them alone is better than none', async () => {
  const arp = '? (10.20.4.11) at 2:aa:0:0:0:11 on en0 ifscope [ethernet]\n';
  const ndp =
    'Neighbor  Linklayer Address  Netif Expire St Flgs Prbs\nfe80::11%en0 2:aa:0:0:0:11 en0 12s R\n';
  const v4 = '10.20.4.11 02:aa:00:00:00:11 en0';
  expect(await places(system('darwin', { 'arp -an': arp, 'ndp -an': ndp }))).toEqual([
    v4,
    'fe80::11%en0 02:aa:00:00:00:11 en0',
  ]);
  expect(await places(system('darwin', { 'arp -an': arp }))).toEqual([v4]);
  const routes = 'default            10.20.4.1          UGScg                 en0       \n';
  const gateways = await createGateways(system('darwin', { netstat: routes })).read(never);
  expect([...gateways]).toEqual([['en0', '10.20.4.1']]);
});

test('Windows: PowerShell, and where policy forbids it the old table in its own language', async () => {
  const row =
    '{"IPAddress":"10.20.4.11","LinkLayerAddress":"02-AA-00-00-00-11","State":5,"InterfaceAlias":"Ethernet","InterfaceIndex":7}';
  expect(await places(system('win32', { 'powershell.exe': row }))).toEqual([
    '10.20.4.11 02:aa:00:00:00:11 Ethernet',
  ]);
  const arp =
    '\r\nSchnittstelle: 10.20.4.77 --- 0x7\r\n  Internetadresse       Physische Adresse     Typ\r\n' +
    '  10.20.4.12            02-aa-00-00-00-12     dynamisch \r\n';
  const forbidden = 'Die Ausführung von Skripts ist auf diesem System deaktiviert.';
  expect(await places(system('win32', { 'powershell.exe': forbidden, 'ARP.EXE -a': arp }))).toEqual([
    '10.20.4.12 02:aa:00:00:00:12 Ethernet',
  ]);
});

test('a system that nobody knows says that its table cannot be read', async () => {
  const unknown = system('aix', {});
  expect(await failureOf(createNeighbourTable(unknown).read(never))).toMatchObject({
    code: 'neighbours-unreadable',
  });
  expect([...(await createGateways(unknown).read(never))]).toEqual([]);
  expect(unknown.ran).toEqual([]);
});

test('a question that is given up ends with its reason', async () => {
  const reason = new Error('stopped');
  await expect(createNeighbourTable().read(AbortSignal.abort(reason))).rejects.toThrow('stopped');
});
