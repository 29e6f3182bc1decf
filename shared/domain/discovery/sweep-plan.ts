/** Which addresses a sweep may touch, and in which order. Pure: the plan is complete before the first packet. */
import { failed } from '../../failure/failure.ts';
import {
  formatIpv4,
  type Interval,
  isCovered,
  isHostAddress,
  isInside,
  parseIpv4,
  parseRange,
  parseRanges,
  sizeOf,
} from './ipv4.ts';

/** Wider than a /20 is not quiet any more: at 100 a second it would take longer than 40 s. */
export const SWEEP_LIMIT_ADDRESSES = 4096;

/** Addresses a second: masscan's own default for clinical networks, and a quarter of it. */
export const addressesPerSecond = { gentle: 25, normal: 100 } as const;

export interface SweepRequest {
  /** CIDR, one address, or `first-last`. */
  readonly range: string;
  /** What the hospital agreed to (pack). */
  readonly allow: readonly string[];
  /** Never touched, whatever else is said (pack). */
  readonly exclude: readonly string[];
  /** Addresses where a node was seen or is planned. */
  readonly known: readonly string[];
  /** Subnets in CIDR form whose network and broadcast addresses are left out. */
  readonly subnets: readonly string[];
}

/**
 * The addresses to touch: known ones, then first, last and middle of the range, then the rest.
 * Throws `address-unreadable`, `sweep-not-allowed` and `sweep-too-wide`.
 */
export function planSweep(request: SweepRequest): readonly string[] {
  const range = parseRange(request.range);
  if (range === null) throw failed('address-unreadable', { typed: request.range });
  if (!isCovered(range, parseRanges(request.allow)))
    throw failed('sweep-not-allowed', { range: request.range });
  const addresses = sizeOf(range);
  if (addresses > SWEEP_LIMIT_ADDRESSES)
    throw failed('sweep-too-wide', { range: request.range, addresses, limit: SWEEP_LIMIT_ADDRESSES });
  const excluded = parseRanges(request.exclude);
  // An entry that cannot be read may be the one that protects a device, so nothing is touched at all.
  if (excluded.length !== request.exclude.length) throw failed('sweep-not-allowed', { range: request.range });
  const forbidden = [...excluded, ...edgesOf(parseRanges(request.subnets))];
  return inOrder(range, request.known)
    .filter((value) => isHostAddress(value) && !isInside(value, forbidden))
    .map(formatIpv4);
}

/** Network and broadcast address of each subnet that has them. */
function edgesOf(subnets: readonly Interval[]): readonly Interval[] {
  return subnets
    .filter((subnet) => sizeOf(subnet) > 2)
    .flatMap(({ first, last }) => [
      { first, last: first },
      { first: last, last },
    ]);
}

function inOrder(range: Interval, known: readonly string[]): readonly number[] {
  const middle = Math.floor((range.first + range.last) / 2);
  const early = [
    ...known.map(parseIpv4).filter((value) => value !== null && isInside(value, [range])),
    // The first and last two: a subnet's ends are often the network's own and the broadcast address.
    ...[range.first, range.first + 1, range.last, range.last - 1, middle].filter((value) =>
      isInside(value, [range]),
    ),
  ].filter((value) => value !== null);
  const all = Array.from({ length: sizeOf(range) }, (_, index) => range.first + index);
  return [...new Set([...early, ...all])];
}
