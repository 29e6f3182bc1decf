import { readdirSync } from 'node:fs';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { InterfaceReason } from '../../../shared/domain/discovery/surroundings.ts';
import type { NetworkInterface, NetworkInterfaces } from '../../discovery/discovery-ports.ts';

/** Names that container engines, hypervisors and the like give; nothing of a hospital is behind them. */
const virtualName =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|cilium|podman|vnet|dummy|ifb|bridge1\d\d|awdl|llw|vEthernet|Hyper-V|VirtualBox|VMware)/i;
/** Tunnels: what is behind them is not on site. */
const vpnName =
  /^(tun|tap|wg|ppp|ipsec|utun|tailscale|zt|nordlynx|gpd|cscotun|OpenVPN|WireGuard|Tailscale|ZeroTier)/i;

export interface InterfacesOptions {
  /** Only these; null for every usable one. Named here, even loopback is used. */
  readonly allowed: readonly string[] | null;
  readonly read?: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** Names of all interfaces, those without a cable included; empty where the system does not say. */
  readonly names?: () => readonly string[];
}

/** The laptop's interfaces with the reason why each is used or not. */
export function createInterfaces(options: InterfacesOptions): NetworkInterfaces {
  const { allowed, read = networkInterfaces, names = namesFromSystem } = options;
  return {
    list: () => {
      const found = read();
      const all = [...new Set([...Object.keys(found), ...names(), ...(allowed ?? [])])];
      return all.map((name) => describe(name, found[name] ?? null, allowed));
    },
  };
}

function describe(
  name: string,
  infos: readonly NetworkInterfaceInfo[] | null,
  allowed: readonly string[] | null,
): NetworkInterface {
  const addresses = (infos ?? []).filter(({ family }) => family === 'IPv4');
  const subnets = addresses.map(({ cidr }) => cidr).filter((cidr) => cidr !== null);
  const why = reason(name, infos, allowed);
  return { name, address: addresses[0]?.address ?? '', subnets, used: why === 'used', why };
}

function reason(
  name: string,
  infos: readonly NetworkInterfaceInfo[] | null,
  allowed: readonly string[] | null,
): InterfaceReason {
  if (allowed !== null && !allowed.includes(name)) return 'not-chosen';
  if (infos === null) return 'down';
  if (allowed === null) {
    if (infos.some(({ internal }) => internal)) return 'loopback';
    if (vpnName.test(name)) return 'vpn';
    if (virtualName.test(name)) return 'virtual';
  }
  // Addresses that a machine gives itself (169.254) count: two machines on one cable find each other by them.
  return infos.some(({ family }) => family === 'IPv4') ? 'used' : 'no-address';
}

/** Linux lists interfaces without a cable here; the address list of Node leaves them out. */
function namesFromSystem(): readonly string[] {
  try {
    return readdirSync('/sys/class/net').filter((name) => name !== 'bonding_masters');
  } catch {
    // Expected here: every system but Linux.
    return [];
  }
}
