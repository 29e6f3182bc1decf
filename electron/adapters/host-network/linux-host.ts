import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Neighbour } from '../../checks/checks-ports.ts';
import type { LinkFacts } from './link-facts.ts';

/** More than any laptop has; a container host may have thousands. */
const INTERFACE_LIMIT = 256;
/** ARP hardware type of loopback (Linux if_arp.h). */
const ARPHRD_LOOPBACK = '772';
/** Flag of a complete entry in the ARP table (Linux if_arp.h, ATF_COM). */
const ATF_COMPLETE = 0x2;

/** Every interface of `/sys/class/net`. `root` is `/` but for tests. */
export async function readLinuxLinks(root: string): Promise<readonly LinkFacts[]> {
  const folder = join(root, 'sys/class/net');
  const names = (await readdir(folder)).toSorted().slice(0, INTERFACE_LIMIT);
  return await Promise.all(names.map((name) => readLink(join(folder, name), name)));
}

async function readLink(folder: string, name: string): Promise<LinkFacts> {
  const [carrier, state, speed, duplex] = await Promise.all(
    ['carrier', 'operstate', 'speed', 'duplex'].map((file) => readLine(join(folder, file))),
  );
  const speedMbit = Number(speed);
  return {
    name,
    kind: await kindOf(folder),
    // An interface that is switched off refuses to tell its carrier.
    carrier: carrier === null ? (state === 'down' ? false : null) : carrier === '1',
    // A driver that does not know says -1.
    speedMbit: Number.isInteger(speedMbit) && speedMbit > 0 ? speedMbit : null,
    duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
  };
}

async function kindOf(folder: string): Promise<LinkFacts['kind']> {
  if ((await readLine(join(folder, 'type'))) === ARPHRD_LOOPBACK) return 'loopback';
  if (await exists(join(folder, 'wireless'))) return 'wireless';
  if (await exists(join(folder, 'phy80211'))) return 'wireless';
  // Only what is a device of the machine has one: bridges, tunnels and containers have not.
  return (await exists(join(folder, 'device'))) ? 'wired' : 'virtual';
}

/** One line of the kernel's; null when it refuses. */
async function readLine(path: string): Promise<string | null> {
  try {
    return (await readFile(path, { encoding: 'utf8' })).trim();
  } catch {
    // Expected here: EINVAL for what an interface does not have, ENOENT when it went away meanwhile.
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Expected here: most interfaces lack most of these.
    return false;
  }
}

/** The entry of an address in the kernel's ARP table. */
export async function readLinuxNeighbour(root: string, address: string): Promise<Neighbour> {
  const table = await readLine(join(root, 'proc/net/arp'));
  if (table === null) return { state: 'unreadable' };
  for (const line of table.split('\n').slice(1)) {
    const [entry, , flags = '0', mac = ''] = line.split(/\s+/);
    const isComplete = (Number(flags) & ATF_COMPLETE) !== 0 && !/^[0:]*$/.test(mac);
    if (entry === address && isComplete) return { state: 'known', mac: mac.toLowerCase() };
  }
  return { state: 'absent' };
}
