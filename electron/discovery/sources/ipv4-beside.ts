import { parseIpv4 } from '../../../shared/domain/discovery/ipv4.ts';
import type { Sighting } from '../../../shared/domain/discovery/sighting.ts';
import type { Ipv4Beside } from '../reach.ts';
import type { SightingBook } from '../sighting-book.ts';
import type { NeighbourWatch } from './neighbour-watch.ts';

/**
 * Which IPv4 addresses a machine has beside one of IPv6: by the neighbour table, by what it announced, said or printed.
 * Laid out anew only when something was learnt.
 */
export function createIpv4Beside(
  book: Pick<SightingBook, 'all' | 'version'>,
  neighbours: Pick<NeighbourWatch, 'ipv4Beside'>,
): Ipv4Beside {
  let told: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  let version = -1;
  return (ipv6) => {
    if (version !== book.version) {
      told = layOut(book.all());
      version = book.version;
    }
    return [...neighbours.ipv4Beside(ipv6), ...(told.get(bare(ipv6)) ?? [])];
  };
}

function layOut(sightings: readonly Sighting[]): ReadonlyMap<string, ReadonlySet<string>> {
  const told = new Map<string, Set<string>>();
  for (const { address, claims } of sightings) {
    const all = [address, ...(claims.addresses ?? [])];
    const ipv4 = all.filter((each) => parseIpv4(each) !== null);
    if (ipv4.length === 0) continue;
    for (const each of all) {
      if (!each.includes(':')) continue;
      const beside = told.get(bare(each)) ?? new Set();
      for (const one of ipv4) beside.add(one);
      told.set(bare(each), beside);
    }
  }
  return told;
}

/** A machine tells its link-local address without the zone that the laptop knows it by. */
function bare(ipv6: string): string {
  return ipv6.split('%')[0] ?? '';
}
