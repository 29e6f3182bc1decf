import { isCovered, isInside, parseIpv4, parseRange } from '../discovery/ipv4.ts';

/** Whether the address lies in the network (`10.20.4.0/24`). False for anything that is not IPv4. */
export function isWithin(network: string, address: string): boolean {
  const value = parseIpv4(address);
  const range = parseRange(network);
  return value !== null && range !== null && isInside(value, [range]);
}

/**
 * Whether a machine with this address (`10.20.4.77/24`) reaches all of the subnet directly: it lies in it,
 * or its own network is wider and holds all of it.
 */
export function isOnLink(addressWithPrefix: string, subnet: string): boolean {
  const own = parseRange(addressWithPrefix);
  const wanted = parseRange(subnet);
  if (own === null || wanted === null) return false;
  return isWithin(subnet, withoutPrefix(addressWithPrefix)) || isCovered(wanted, [own]);
}

/** `10.20.4.77/24` without its prefix length. */
export function withoutPrefix(address: string): string {
  return address.split('/')[0] ?? address;
}
