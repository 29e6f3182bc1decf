import { isOnLink, isWithin, withoutPrefix } from '../../shared/domain/checks/is-within.ts';
import type { HostInterface } from './checks-ports.ts';

/** The interface that the checks use, and the address on it that they ask from. */
export interface ChosenInterface {
  readonly link: HostInterface;
  /** With prefix length; null when the interface has no IPv4 address of use. */
  readonly address: string | null;
  /** Whether the lab's subnet is directly at this interface. */
  readonly onSubnet: boolean;
}

/** Self-assigned because nobody answered DHCP. */
const LINK_LOCAL = '169.254.0.0/16';

/**
 * Picks the interface at the lab's subnet, else one with carrier and address, else one with a cable.
 * `wanted` names the only ones that may be used; null leaves out loopback and virtual ones. Null when none is left.
 */
export function chooseInterface(
  interfaces: readonly HostInterface[],
  wanted: readonly string[] | null,
  subnet: string,
): ChosenInterface | null {
  const usable = interfaces.filter(({ name, kind }) =>
    wanted === null ? kind !== 'loopback' && kind !== 'virtual' : wanted.includes(name),
  );
  const chosen = usable.map((link) => asChosen(link, subnet));
  return chosen.toSorted((one, other) => rankOf(one) - rankOf(other))[0] ?? null;
}

function asChosen(link: HostInterface, subnet: string): ChosenInterface {
  const useful = link.addresses.filter((address) => !isWithin(LINK_LOCAL, withoutPrefix(address)));
  const onSubnet = useful.find((address) => isOnLink(address, subnet));
  return { link, address: onSubnet ?? useful[0] ?? null, onSubnet: onSubnet !== undefined };
}

function rankOf({ link, address, onSubnet }: ChosenInterface): number {
  const hasCarrier = link.carrier !== false;
  if (hasCarrier && onSubnet) return 0;
  if (hasCarrier && address !== null) return link.kind === 'wired' ? 1 : 2;
  if (hasCarrier) return link.kind === 'wired' ? 3 : 4;
  return link.kind === 'wired' ? 5 : 6;
}
