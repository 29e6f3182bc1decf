import { BlockList, isIP } from 'node:net';
import type { NetworkInterface } from '../../../discovery/discovery-ports.ts';
import type { Family } from '../cache/mdns-cache.ts';

/** One address family of one interface, as its socket and its listener need it. */
export interface LinkSide {
  readonly family: Family;
  readonly interfaceName: string;
  /** Equal for sides that need no new socket. */
  readonly key: string;
  /** Where to send to, with the zone where the family has zones. */
  readonly group: string;
  /** How the system is told which interface is meant. */
  readonly via: string;
  /** The address that stands for all of them. */
  readonly any: string;
  /** Whether the address is one of the laptop's own on this interface. */
  isOwn(address: string): boolean;
  /** Whether the address is on this very link; RFC 6762 §11 lets us believe no other. Zones are compared if given. */
  isOnLink(address: string): boolean;
  /** The address as others must write it to reach it from here. */
  withZone(address: string): string;
}

/** RFC 6762 §3. */
const GROUPS = { ipv4: '224.0.0.251', ipv6: 'ff02::fb' } as const;
const linkLocal = /^fe[89ab][0-9a-f]:/i;

/** The interface's side of this family; null when it has no address there. */
export function linkSideOf(place: NetworkInterface, family: Family): LinkSide | null {
  return family === 'ipv4' ? ipv4Side(place) : ipv6Side(place);
}

function ipv4Side({ name, address, subnets }: NetworkInterface): LinkSide | null {
  if (address === '') return null;
  const near = listOf(subnets, 'ipv4');
  return {
    ...{ family: 'ipv4', interfaceName: name, key: address },
    ...{ group: GROUPS.ipv4, via: address, any: '0.0.0.0' },
    isOwn: (other) => subnets.some((subnet) => subnet.startsWith(`${other}/`)),
    isOnLink: (other) => isIP(other) === 4 && near.check(other, 'ipv4'),
    withZone: (other) => other,
  };
}

function ipv6Side({ name, ipv6 }: NetworkInterface): LinkSide | null {
  if (ipv6 === undefined) return null;
  const near = listOf(ipv6.subnets, 'ipv6');
  const { zone, addresses } = ipv6;
  const withZone = (other: string): string =>
    linkLocal.test(other) && !other.includes('%') ? `${other}%${zone}` : other;
  return {
    ...{ family: 'ipv6', interfaceName: name, key: zone },
    ...{ group: `${GROUPS.ipv6}%${zone}`, via: `::%${zone}`, any: '::' },
    isOwn: (other) => addresses.includes(withZone(other)),
    isOnLink: (other) => {
      const [bare = '', itsZone = zone] = other.split('%');
      if (itsZone !== zone || isIP(bare) !== 6) return false;
      return linkLocal.test(bare) || near.check(bare, 'ipv6');
    },
    withZone,
  };
}

function listOf(subnets: readonly string[], family: Family): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix = ''] = subnet.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
