import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { HostInterface, HostNetwork } from '../../checks/checks-ports.ts';
import { readLinuxLinks, readLinuxNeighbour } from './linux-host.ts';

export interface HostNetworkOptions {
  readonly platform: NodeJS.Platform;
  /** Where the kernel's files are; `/` but for tests. */
  readonly root: string;
  readonly addresses: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
}

/**
 * What this laptop's system tells an ordinary program about its network. On Linux all of it; elsewhere names
 * and addresses, while carrier, speed and neighbours are said to be unknown.
 */
export function createHostNetwork(options: Partial<HostNetworkOptions> = {}): HostNetwork {
  const { platform = process.platform, root = '/', addresses = networkInterfaces } = options;
  const isLinux = platform === 'linux';
  return {
    interfaces: async (signal) => {
      signal.throwIfAborted();
      const found = addresses();
      const links = isLinux ? await readLinuxLinks(root) : Object.entries(found).map(linkOf);
      return links.map((link) => ({ ...link, addresses: ipv4Of(found[link.name]) }));
    },
    neighbour: async (address, signal) => {
      signal.throwIfAborted();
      return isLinux ? await readLinuxNeighbour(root, address) : { state: 'unreadable' };
    },
  };
}

function ipv4Of(infos: readonly NetworkInterfaceInfo[] = []): readonly string[] {
  return infos.flatMap(({ family, cidr }) => (family === 'IPv4' && cidr !== null ? [cidr] : []));
}

function linkOf([name, infos]: [string, readonly NetworkInterfaceInfo[] | undefined]): Omit<
  HostInterface,
  'addresses'
> {
  const isLoopback = infos?.some(({ internal }) => internal) ?? false;
  return {
    name,
    kind: isLoopback ? 'loopback' : 'unknown',
    // It is listed only while it has an address, which says nothing of its cable.
    carrier: null,
    speedMbit: null,
    duplex: null,
  };
}
