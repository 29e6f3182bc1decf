import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { InterfaceReason } from '../../../shared/domain/discovery/surroundings.ts';
import type { InterfaceIpv6, NetworkInterface, NetworkInterfaces } from '../../discovery/discovery-ports.ts';
import { type InterfaceDevice, readDevices } from './interface-devices.ts';

/** Names that container engines, hypervisors and the like give; nothing of a hospital is behind them. */
const virtualName =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|cilium|podman|vnet|dummy|ifb|bridge1\d\d|awdl|llw|vEthernet|Hyper-V|VirtualBox|VMware)/i;
/** Tunnels: what is behind them is not on site. */
const vpnName =
  /^(tun|tap|wg|ppp|ipsec|utun|tailscale|zt|nordlynx|gpd|cscotun|OpenVPN|WireGuard|Tailscale|ZeroTier|Cisco AnyConnect|PANGP|GlobalProtect|FortiSSL|Fortinet|Zscaler|CloudflareWARP|Pulse Secure|Juniper)/i;

export interface InterfacesOptions {
  /** Only these; null for every usable one. Named here, even loopback is used. */
  readonly allowed: readonly string[] | null;
  readonly read?: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** All interfaces by name, those without a cable included; empty where the system does not say. */
  readonly devices?: () => ReadonlyMap<string, InterfaceDevice>;
  /** The operating system, which decides how a zone is written; this one unless given. */
  readonly platform?: NodeJS.Platform;
}

/** The laptop's interfaces with the reason why each is used or not. */
export function createInterfaces(options: InterfacesOptions): NetworkInterfaces {
  const { allowed, read = networkInterfaces, devices = readDevices, platform = process.platform } = options;
  let last: readonly NetworkInterface[] = [];
  const list = (): readonly NetworkInterface[] => {
    const found = read();
    const known = devices();
    const names = new Set([...Object.keys(found), ...known.keys(), ...(allowed ?? [])]);
    return [...names].map((name) =>
      describe({ name, infos: found[name] ?? [], device: known.get(name), allowed, platform }),
    );
  };
  return {
    list: () => {
      try {
        last = list();
      } catch {
        // Expected here: the system needs a file handle to say, and the process has none left (EMFILE). What was
        // true a moment ago most likely still is.
      }
      return last;
    },
  };
}

interface Facts {
  readonly name: string;
  readonly infos: readonly NetworkInterfaceInfo[];
  readonly device: InterfaceDevice | undefined;
  readonly allowed: readonly string[] | null;
  readonly platform: NodeJS.Platform;
}

function describe(facts: Facts): NetworkInterface {
  const { name, infos, device } = facts;
  const addresses = infos.filter(({ family }) => family === 'IPv4');
  const ipv6 = ipv6Of(facts);
  const why = reason(facts);
  return {
    name,
    address: addresses[0]?.address ?? '',
    subnets: addresses.map(({ cidr }) => cidr).filter((cidr) => cidr !== null),
    ...(ipv6 !== null && { ipv6 }),
    ...(device?.linkChanges !== undefined && { linkChanges: device.linkChanges }),
    used: why === 'used',
    why,
  };
}

/** The IPv6 side. Loopback's is left out: there is no multicast over `::1`. */
function ipv6Of({ name, infos, platform }: Facts): InterfaceIpv6 | null {
  const found = infos.filter((info) => info.family === 'IPv6' && !info.internal);
  const [first] = found;
  if (first === undefined) return null;
  // Windows knows interfaces by number where others know them by name.
  const zone = platform === 'win32' ? String('scopeid' in first ? first.scopeid : 0) : name;
  return {
    zone,
    addresses: found.map(({ address }) => (/^fe[89ab]/i.test(address) ? `${address}%${zone}` : address)),
    subnets: found.map(({ cidr }) => cidr).filter((cidr) => cidr !== null),
  };
}

function reason({ name, infos, device, allowed }: Facts): InterfaceReason {
  if (allowed !== null && !allowed.includes(name)) return 'not-chosen';
  if (allowed === null) {
    if (infos.some(({ internal }) => internal)) return 'loopback';
    if (vpnName.test(name) || device?.isTunnel === true) return 'vpn';
    if (virtualName.test(name)) return 'virtual';
  }
  // Addresses that a machine gives itself (169.254, fe80) count: two machines on one cable find each other by them.
  if (infos.length > 0) return 'used';
  return device?.hasCarrier === true ? 'no-address' : 'down';
}
