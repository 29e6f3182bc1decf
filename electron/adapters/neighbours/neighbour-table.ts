/**
 * Reads the neighbour table of this laptop’s system, without special rights. Written for macOS and Windows after
 * their documentation and recorded outputs, and not yet seen on their hardware. You want `createNeighbourTable`.
 */
import { join } from 'node:path';
import { parseIpNeigh, parseProcArp } from '../../../shared/domain/discovery/neighbours/linux-neighbours.ts';
import { parseMacArp, parseMacNdp } from '../../../shared/domain/discovery/neighbours/macos-neighbours.ts';
import type { Neighbour } from '../../../shared/domain/discovery/neighbours/neighbour.ts';
import {
  parseNetNeighbor,
  parseWindowsArp,
} from '../../../shared/domain/discovery/neighbours/windows-neighbours.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { NeighbourTable } from '../../discovery/neighbour-ports.ts';
import {
  kernelFile,
  powershell,
  quickly,
  type SystemTables,
  systemTables,
  windowsFolder,
} from './system-tables.ts';

/** Where distributions put `ip`; the search path of an app started from the desktop may not hold it. */
const IP_PROGRAMS = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'];
/** The state as its number, so that no language of Windows gets in between. */
const WINDOWS_SCRIPT =
  'Get-NetNeighbor | Where-Object { $_.LinkLayerAddress } | Select-Object IPAddress,LinkLayerAddress,' +
  "@{n='State';e={[int]$_.State}},InterfaceAlias,InterfaceIndex | ConvertTo-Json -Compress";

export function createNeighbourTable(options: Partial<SystemTables> = {}): NeighbourTable {
  const tables = systemTables(options);
  return {
    read: async (signal) => {
      signal.throwIfAborted();
      const found = await readTable(tables, signal);
      signal.throwIfAborted();
      if (found === null)
        throw failed('neighbours-unreadable', { detail: `no answer from ${tables.platform}` });
      const own = ownOf(tables);
      return found.filter(({ address, mac }) => !own.has(address) && !own.has(mac));
    },
  };
}

function readTable(tables: SystemTables, signal: AbortSignal): Promise<readonly Neighbour[] | null> {
  switch (tables.platform) {
    case 'linux':
      return readLinux(tables, signal);
    case 'darwin':
      return readMac(tables, signal);
    case 'win32':
      return readWindows(tables, signal);
    default:
      return Promise.resolve(null);
  }
}

/** `ip` knows both families; a system without it still has the kernel's file, for IPv4. */
async function readLinux(tables: SystemTables, signal: AbortSignal): Promise<readonly Neighbour[] | null> {
  for (const program of IP_PROGRAMS) {
    const printed = await quickly(tables, program, ['-j', 'neigh'], signal);
    const found = printed === null ? null : parseIpNeigh(printed);
    if (found !== null) return found;
  }
  const file = await kernelFile(tables, 'proc/net/arp');
  return file === null ? null : parseProcArp(file);
}

async function readMac(tables: SystemTables, signal: AbortSignal): Promise<readonly Neighbour[] | null> {
  const [arp, ndp] = await Promise.all([
    quickly(tables, '/usr/sbin/arp', ['-an'], signal),
    quickly(tables, '/usr/sbin/ndp', ['-an'], signal),
  ]);
  if (arp === null && ndp === null) return null;
  return [...parseMacArp(arp ?? ''), ...parseMacNdp(ndp ?? '')];
}

async function readWindows(tables: SystemTables, signal: AbortSignal): Promise<readonly Neighbour[] | null> {
  const found = parseNetNeighbor((await powershell(tables, WINDOWS_SCRIPT, signal)) ?? '');
  if (found !== null) return found;
  const printed = await quickly(tables, join(windowsFolder(), 'ARP.EXE'), ['-a'], signal);
  if (printed === null) return null;
  const names = new Map(
    Object.entries(tables.addresses()).flatMap(([name, infos]) =>
      (infos ?? []).map(({ address }) => [address, name] as const),
    ),
  );
  return parseWindowsArp(printed, (own) => names.get(own) ?? '');
}

/** The laptop's own addresses and MACs, which some systems list among the neighbours. */
function ownOf({ addresses }: SystemTables): ReadonlySet<string> {
  const all = Object.entries(addresses()).flatMap(([name, infos]) =>
    (infos ?? []).flatMap(({ address, mac, scopeid }) => [
      ...[address, mac.toLowerCase(), `${address}%${name}`],
      ...(scopeid === undefined ? [] : [`${address}%${scopeid}`]),
    ]),
  );
  return new Set(all);
}
