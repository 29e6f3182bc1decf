import { isHostAddress, isInside, parseIpv4, parseRanges } from '../../shared/domain/discovery/ipv4.ts';
import type { CurrentSite } from '../ports.ts';
import type { NetworkInterfaces } from './discovery-ports.ts';

/**
 * Whether an address may be asked anything: `excluded` when the pack protects it, `elsewhere` when only some
 * interfaces were chosen and it is not on their link.
 */
export type Reach = (address: string) => 'yes' | 'excluded' | 'elsewhere';

/** The rule as it is now, for the pack and the interfaces of this moment. */
export function reachNow(site: CurrentSite, interfaces: NetworkInterfaces): Reach {
  const excluded = parseRanges(site.pack()?.network.sweep.exclude ?? []);
  const list = interfaces.list();
  const isChosen = list.some(({ why }) => why === 'not-chosen');
  const chosen = parseRanges(list.filter(({ used }) => used).flatMap(({ subnets }) => subnets));
  return (address) => {
    const value = parseIpv4(address) ?? -1;
    if (!isHostAddress(value) || isInside(value, excluded)) return 'excluded';
    return isChosen && !isInside(value, chosen) ? 'elsewhere' : 'yes';
  };
}
