import { isHostAddress, isInside, parseIpv4, parseRanges } from '../../shared/domain/discovery/ipv4.ts';
import { embeddedIpv4, parseIpv6 } from '../../shared/domain/discovery/neighbours/ipv6.ts';
import type { CurrentSite } from '../ports.ts';
import type { NetworkInterface, NetworkInterfaces } from './discovery-ports.ts';

/**
 * Whether an address may be asked anything: `excluded` when the pack protects it or no machine can have it,
 * `elsewhere` when only some interfaces were chosen and it is not on their link, or its link is none of ours.
 */
export type Reach = (address: string) => 'yes' | 'excluded' | 'elsewhere';

/** IPv4 addresses that the machine at an IPv6 address is known to have. */
export type Ipv4Beside = (ipv6: string) => readonly string[];

/** The rule as it is now, for the pack and the interfaces of this moment. */
export function reachNow(
  site: CurrentSite,
  interfaces: NetworkInterfaces,
  ipv4Beside: Ipv4Beside = () => [],
): Reach {
  const excluded = parseRanges(site.pack()?.network.sweep.exclude ?? []);
  const list = interfaces.list();
  const isChosen = list.some(({ why }) => why === 'not-chosen');
  const used = list.filter((each) => each.used);
  const chosen = parseRanges(used.flatMap(({ subnets }) => subnets));
  // The pack protects machines by their IPv4 address: then they are not asked by IPv6 either.
  const isProtected = (ipv6: string): boolean =>
    ipv4Beside(ipv6).some((address) => isInside(parseIpv4(address) ?? -1, excluded)) ||
    isInside(embeddedIpv4(ipv6) ?? -1, excluded);
  return (address) => {
    if (address.includes(':'))
      return isProtected(address) ? 'excluded' : reachOfIpv6(address, used, isChosen);
    const value = parseIpv4(address) ?? -1;
    if (!isHostAddress(value) || isInside(value, excluded)) return 'excluded';
    return isChosen && !isInside(value, chosen) ? 'elsewhere' : 'yes';
  };
}

function reachOfIpv6(
  text: string,
  used: readonly NetworkInterface[],
  isChosen: boolean,
): 'yes' | 'excluded' | 'elsewhere' {
  const read = parseIpv6(text);
  if (read === null || read.kind === 'multicast' || read.kind === 'unspecified') return 'excluded';
  if (read.kind === 'loopback') {
    const isLoopbackUsed = used.some(({ subnets }) => subnets.some((subnet) => subnet.startsWith('127.')));
    return isLoopbackUsed ? 'yes' : 'elsewhere';
  }
  // A zone that is no interface of ours would be sent wherever the system likes.
  if (read.kind === 'link-local')
    return used.some(({ ipv6 }) => ipv6 !== undefined && ipv6.zone === read.zone) ? 'yes' : 'elsewhere';
  if (!isChosen) return 'yes';
  const prefixes = used.flatMap(({ ipv6 }) => ipv6?.subnets ?? []);
  return prefixes.some((prefix) => isInPrefix(read.address, prefix)) ? 'yes' : 'elsewhere';
}

/** Prefixes of links are 64 bits long (RFC 4291 §2.5.1); others are taken as not ours. */
function isInPrefix(address: string, prefix: string): boolean {
  const [network = '', bits] = prefix.split('/');
  return bits === '64' && firstHalf(address) === firstHalf(network);
}

/** The first four groups; null when it is no address. */
function firstHalf(text: string): string | null {
  const address = parseIpv6(text)?.address;
  if (address === undefined) return null;
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? 8 - before.length - after.length : 0;
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
