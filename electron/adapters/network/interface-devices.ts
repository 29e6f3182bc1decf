/** What Linux knows of a network device beyond its addresses: whether its cable is in, and whether it is a tunnel. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface InterfaceDevice {
  /** A signal on the line; false also when the device is switched off. */
  readonly hasCarrier: boolean;
  /** Carries packets of a tunnel, not of a cable or a radio. */
  readonly isTunnel: boolean;
  /** How often the signal came or went; left out when the kernel does not count. */
  readonly linkChanges?: number;
}

const FOLDER = '/sys/class/net';
/** ARPHRD_PPP and ARPHRD_NONE of `linux/if_arp.h`: devices without a link layer, such as tun and WireGuard. */
const TUNNEL_TYPES = ['512', '65534'];

/** Every device by name; empty on other systems. */
export function readDevices(folder = FOLDER): ReadonlyMap<string, InterfaceDevice> {
  try {
    const names = readdirSync(folder).filter((name) => name !== 'bonding_masters');
    return new Map(names.map((name) => [name, readDevice(join(folder, name))]));
  } catch {
    // Expected here: every system but Linux.
    return new Map();
  }
}

function readDevice(folder: string): InterfaceDevice {
  const changes = Number(textOf(join(folder, 'carrier_changes')) ?? Number.NaN);
  return {
    hasCarrier: textOf(join(folder, 'carrier')) === '1',
    isTunnel:
      TUNNEL_TYPES.includes(textOf(join(folder, 'type')) ?? '') || textOf(join(folder, 'tun_flags')) !== null,
    ...(Number.isInteger(changes) && { linkChanges: changes }),
  };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Expected here: a device that has just gone, or `carrier` of one that is switched off (EINVAL).
    return null;
  }
}
