/** Arithmetic on IPv4 addresses and ranges. Addresses are unsigned 32-bit numbers here and text elsewhere. */

/** A closed range of addresses, both ends included. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** `10.0.0.1` as a number; null for anything else. Leading zeros are refused: some programs read them as octal. */
export function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

/** The number as dotted text. */
export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** `10.0.0.0/24`, `10.0.0.7` or `10.0.0.7-10.0.0.20` as an interval; null when it is none of these. */
export function parseRange(text: string): Interval | null {
  const [start = '', end] = text.trim().split('-');
  if (end !== undefined) {
    const first = parseIpv4(start.trim());
    const last = parseIpv4(end.trim());
    return first === null || last === null || last < first ? null : { first, last };
  }
  return parseCidr(start);
}

function parseCidr(text: string): Interval | null {
  const [address = '', prefix = '32', more] = text.split('/');
  const value = parseIpv4(address);
  if (value === null || more !== undefined || !/^(0|[1-9]\d?)$/.test(prefix) || Number(prefix) > 32)
    return null;
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

/** How many addresses the interval has. */
export function sizeOf({ first, last }: Interval): number {
  return last - first + 1;
}

/** Whether the address lies in one of the intervals. */
export function isInside(value: number, intervals: readonly Interval[]): boolean {
  return intervals.some(({ first, last }) => value >= first && value <= last);
}

/** Whether the two have an address in common. */
export function overlaps(one: Interval, other: Interval): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Overlapping and touching intervals joined, in order. */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  const result: { first: number; last: number }[] = [];
  for (const { first, last } of [...intervals].sort((one, other) => one.first - other.first)) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous.last + 1) previous.last = Math.max(previous.last, last);
    else result.push({ first, last });
  }
  return result;
}

/** Whether every address of `inner` lies in the union of `outer`. */
export function isCovered(inner: Interval, outer: readonly Interval[]): boolean {
  return joined(outer).some(({ first, last }) => inner.first >= first && inner.last <= last);
}

/** Parses a list that a schema has already checked; what cannot be read is left out. */
export function parseRanges(texts: readonly string[]): readonly Interval[] {
  return texts.map(parseRange).filter((interval) => interval !== null);
}

/** An address that one machine can have: not 0.x, not multicast, not reserved, not the broadcast address. */
export function isHostAddress(value: number): boolean {
  return value >= 0x01000000 && value < 0xe0000000;
}

/** One way of writing for each interval: CIDR where it is one, the address alone, or `first-last`. */
export function formatRange(interval: Interval): string {
  const size = sizeOf(interval);
  const first = formatIpv4(interval.first);
  if (size === 1) return first;
  const bits = Math.log2(size);
  return Number.isInteger(bits) && interval.first % size === 0
    ? `${first}/${32 - bits}`
    : `${first}-${formatIpv4(interval.last)}`;
}
