import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { HostNetwork, Neighbour } from '../../checks/checks-ports.ts';
import type { LinkFacts } from './link-facts.ts';
import { readLinuxLinks, readLinuxNeighbour } from './linux-host.ts';
import { readMacLinks, readMacNeighbour } from './macos-host.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { readWindowsLinks, readWindowsNeighbour } from './windows-host.ts';

export interface HostNetworkOptions {
  readonly platform: NodeJS.Platform;
  /** Where the kernel's files are; `/` but for tests. */
  readonly root: string;
  readonly addresses: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  readonly run: RunCommand;
}

/**
 * What this laptop's system tells an ordinary program about its network: files of the kernel on Linux, the
 * system's own programs on macOS and Windows. What a system does not tell is said to be unknown.
 */
export function createHostNetwork(options: Partial<HostNetworkOptions> = {}): HostNetwork {
  const whole: HostNetworkOptions = {
    platform: process.platform,
    root: '/',
    addresses: networkInterfaces,
    run: runCommand,
    ...options,
  };
  return {
    interfaces: async (signal) => {
      signal.throwIfAborted();
      const found = whole.addresses();
      const links = await readLinks(whole, signal);
      signal.throwIfAborted();
      const named = new Set(links.map(({ name }) => name));
      // An interface that has an address is there, whatever the listing left out.
      const others = Object.entries(found).filter(([name]) => !named.has(name));
      return [...links, ...others.map(linkOf)].map((link) => ({
        ...link,
        addresses: ipv4Of(found[link.name]),
      }));
    },
    neighbour: async (address, signal) => {
      signal.throwIfAborted();
      return await readNeighbour(whole, address, signal);
    },
  };
}

async function readLinks(
  { platform, root, run }: HostNetworkOptions,
  signal: AbortSignal,
): Promise<readonly LinkFacts[]> {
  switch (platform) {
    case 'linux':
      return await readLinuxLinks(root);
    case 'darwin':
      return await readMacLinks(run, signal);
    case 'win32':
      return (await readWindowsLinks(run, signal)) ?? [];
    default:
      return [];
  }
}

async function readNeighbour(
  { platform, root, run }: HostNetworkOptions,
  address: string,
  signal: AbortSignal,
): Promise<Neighbour> {
  switch (platform) {
    case 'linux':
      return await readLinuxNeighbour(root, address);
    case 'darwin':
      return await readMacNeighbour(run, address, signal);
    case 'win32':
      return await readWindowsNeighbour(run, address, signal);
    default:
      return { state: 'unreadable' };
  }
}

function ipv4Of(infos: readonly NetworkInterfaceInfo[] = []): readonly string[] {
  return infos.flatMap(({ family, cidr }) => (family === 'IPv4' && cidr !== null ? [cidr] : []));
}

function linkOf([name, infos]: [string, readonly NetworkInterfaceInfo[] | undefined]): LinkFacts {
  const isLoopback = infos?.some(({ internal }) => internal) ?? false;
  return {
    name,
    kind: isLoopback ? 'loopback' : 'unknown',
    // It is known only by its address, which says nothing of its cable.
    carrier: null,
    speedMbit: null,
    duplex: null,
  };
}
