/** Which addresses a sweep may touch, and in which order. Pure: the plan is complete before the first packet. */
import { failed } from '../../../failure/failure.ts';
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
} from '../ipv4.ts';
import type { SweepAuthority } from '../sweep-report.ts';

/** Wider than a /20 is not quiet any more: at 100 a second it takes longer than 40 s. */
export const UNASKED_LIMIT_ADDRESSES = 4096;
/** A /16. Whoever wants more has not understood what for. */
export const SWEEP_LIMIT_ADDRESSES = 65_536;
/** The addresses beside the gateway, where people like to put servers. */
const BESIDE_GATEWAY = 2;

/**
 * Ports on which medical and building systems, industrial controllers and printers listen, and misbehave when asked:
 * DICOM, HL7, Modbus, S7, BACnet, SNMP, raw printing. Whatever a pack says, a sweep never asks there.
 */
const FRAGILE_PORTS: ReadonlySet<number> = new Set([104, 11_112, 2575, 502, 102, 47_808, 161, 9100]);

/** Throws `sweep-not-allowed` for a port where fragile devices listen. */
export function requireHarmlessPort(port: number, range: string): void {
  if (FRAGILE_PORTS.has(port)) throw failed('sweep-not-allowed', { range });
}

export interface SweepRequest {
  /** CIDR, one address, or `first-last`. */
  readonly range: string;
  /** What the hospital agreed to (pack). */
  readonly allow: readonly string[];
  /** Never touched, whatever else is said (pack). */
  readonly exclude: readonly string[];
  /** Addresses where a node was seen or is planned. */
  readonly known: readonly string[];
  /** Addresses where a node has just answered: not asked again. */
  readonly answered: readonly string[];
  /** This laptop's own. */
  readonly own: readonly string[];
  readonly gateway: string | null;
  /** Subnets in CIDR form whose network and broadcast addresses are left out. */
  readonly subnets: readonly string[];
}
export interface SweepPlan {
  readonly range: Interval;
  /** In the order in which they are asked. */
  readonly addresses: readonly string[];
  /** How many addresses of the range are protected. */
  readonly excluded: number;
  /** How many are left out because a node there has just answered. */
  readonly known: number;
  readonly needsAuthority: boolean;
}

/**
 * The addresses to touch: known ones, the gateway's neighbours, first, last and middle of the range, then the rest.
 * Throws `address-unreadable`, `sweep-not-allowed` and `sweep-too-wide`.
 */
export function planSweep(request: SweepRequest): SweepPlan {
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
  const left = [...edgesOf(parseRanges(request.subnets)), ...parseRanges(request.own)];
  const ordered = inOrder(range, request);
  const unprotected = ordered.filter((value) => isHostAddress(value) && !isInside(value, excluded));
  const wanted = unprotected.filter((value) => !isInside(value, left));
  const answered = new Set(request.answered.map(parseIpv4));
  const asked = wanted.filter((value) => !answered.has(value));
  return {
    range,
    addresses: asked.map(formatIpv4),
    excluded: ordered.filter((value) => isInside(value, excluded)).length,
    known: wanted.length - asked.length,
    needsAuthority: addresses > UNASKED_LIMIT_ADDRESSES,
  };
}

/** Throws `sweep-unauthorised` when a wide sweep lacks the reference or the range typed once more. */
export function requireAuthority(
  { range, needsAuthority }: Pick<SweepPlan, 'range' | 'needsAuthority'>,
  typed: string,
  authority: SweepAuthority | null,
): void {
  if (!needsAuthority) return;
  if (authority === null || authority.reference.trim() === '')
    throw failed('sweep-unauthorised', { range: typed, what: 'reference' });
  const confirmed = parseRange(authority.typedRange);
  if (confirmed?.first !== range.first || confirmed.last !== range.last)
    throw failed('sweep-unauthorised', { range: typed, what: 'typed-range' });
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

function inOrder(range: Interval, { known, gateway }: SweepRequest): readonly number[] {
  const middle = Math.floor((range.first + range.last) / 2);
  const early = [
    ...known.map(parseIpv4),
    ...besideGateway(gateway),
    // The first and last two: a subnet's ends are often the network's own and the broadcast address.
    ...[range.first, range.first + 1, range.last, range.last - 1, middle],
  ].filter((value) => value !== null && isInside(value, [range]));
  const all = Array.from({ length: sizeOf(range) }, (_, index) => range.first + index);
  return [...new Set([...early, ...all])].filter((value) => value !== null);
}

function besideGateway(gateway: string | null): readonly number[] {
  const value = gateway === null ? null : parseIpv4(gateway);
  if (value === null) return [];
  return Array.from({ length: BESIDE_GATEWAY }, (_, index) => index + 1).flatMap((step) => [
    value + step,
    value - step,
  ]);
}
