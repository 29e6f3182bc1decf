/** What the connects of the last minutes tell of the network as a whole. */
import { isInside, parseIpv4, parseRanges } from '../ipv4.ts';
import type { Neighbour } from '../neighbours/neighbour.ts';
import type { SurroundingInterface } from '../surroundings.ts';

export interface WhatWasAsked {
  /** Addresses on our own links for which this laptop's system refused the connect at once; and how many of them are neighbours. */
  readonly refused: number;
  readonly refusedNeighbours: number;
  /** Addresses on our own links that answered in any way. */
  readonly answered: number;
  /** The hardware address of a default gateway is known: the link works. */
  readonly isGatewayNear: boolean;
  /** Places asked, those that accepted a connect, and at how many of these a lab node stands. */
  readonly asked: number;
  readonly accepted: number;
  readonly nodes: number;
  /** A neighbour that stands in the table with very many addresses; null when none does. */
  readonly manyAddresses: { readonly mac: string; readonly addresses: number } | null;
}

/** One connect; an address of IPv4 or IPv6. */
export interface Connect {
  readonly address: string;
  readonly outcome: 'open' | 'closed' | 'silent' | 'unreachable' | 'no-room';
  readonly tookMs: number;
}
export interface AskedGround {
  readonly connects: readonly Connect[];
  /** Addresses at which a lab node, of either generation, has answered. */
  readonly nodeAddresses: ReadonlySet<string>;
  readonly neighbours: readonly Neighbour[];
  readonly interfaces: readonly SurroundingInterface[];
}

/** A neighbour that does not exist is given up after 3 s; a refusal of the system itself takes no time. */
const AT_ONCE_MS = 500;
/** A machine has a few addresses; a router that answers for others has a range of them. */
const MANY_ADDRESSES = 16;
/** Of fewer places nothing can be said. */
const FEW = 8;

export function whatWasAsked({ connects, nodeAddresses, neighbours, interfaces }: AskedGround): WhatWasAsked {
  const used = interfaces.filter((each) => each.used);
  const links = parseRanges(used.flatMap(({ subnets }) => subnets));
  const near = new Set(neighbours.map(({ address }) => address));
  const onLink = connects.filter(({ address }) => isInside(parseIpv4(address) ?? -1, links));
  const refused = onLink.filter(({ outcome, tookMs }) => outcome === 'unreachable' && tookMs < AT_ONCE_MS);
  const accepted = connects.filter(({ outcome }) => outcome === 'open');
  return {
    refused: refused.length,
    refusedNeighbours: refused.filter(({ address }) => near.has(address)).length,
    answered: onLink.filter(({ outcome }) => outcome === 'open' || outcome === 'closed').length,
    isGatewayNear: used.some(({ gateway }) => gateway !== null && near.has(gateway)),
    asked: connects.length,
    accepted: accepted.length,
    nodes: accepted.filter(({ address }) => nodeAddresses.has(address)).length,
    manyAddresses: mostAddresses(neighbours),
  };
}

/** Nearly every place accepts a connect and nearly none of them is a node; or one neighbour has very many addresses. */
export function isEverythingAnswering({ asked, accepted, nodes, manyAddresses }: WhatWasAsked): boolean {
  if (manyAddresses !== null) return true;
  return accepted - nodes >= FEW && accepted >= asked * 0.8 && nodes <= accepted * 0.2;
}

function mostAddresses(neighbours: readonly Neighbour[]): WhatWasAsked['manyAddresses'] {
  const count = new Map<string, number>();
  for (const { address, mac } of neighbours)
    if (!address.includes(':')) count.set(mac, (count.get(mac) ?? 0) + 1);
  const [first] = [...count].sort(([, one], [, other]) => other - one);
  if (first === undefined || first[1] < MANY_ADDRESSES) return null;
  return { mac: first[0], addresses: first[1] };
}
