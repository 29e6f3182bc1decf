/** IPv6 addresses as text, in one spelling each, with the zone that link-local ones need. */

export interface Ipv6 {
  /** Lower case, leading zeros left out, the longest run of zeros as `::` (RFC 5952). Without its zone. */
  readonly address: string;
  /** Interface name, on Windows its number; null when none was given. */
  readonly zone: string | null;
  readonly kind: 'link-local' | 'loopback' | 'multicast' | 'unspecified' | 'routed';
}

/** A zone is an interface's name: 15 characters on Linux, a number on Windows. */
const zoneShape = /^[A-Za-z0-9_.:-]{1,32}$/;

/** Reads `fe80::1%eth0`, `::1` and the like, without brackets; null for anything else. */
export function parseIpv6(text: string): Ipv6 | null {
  const [bare = '', zone, more] = text.split('%');
  if (more !== undefined || (zone !== undefined && !zoneShape.test(zone))) return null;
  const groups = readGroups(bare);
  return groups === null ? null : { address: write(groups), zone: zone ?? null, kind: kindOf(groups) };
}

/** The address with its zone, in the one spelling. */
export function formatIpv6({ address, zone }: Ipv6): string {
  return zone === null ? address : `${address}%${zone}`;
}

/**
 * The IPv4 address, as a number, that packets to this one reach or stand for: IPv4-mapped and -compatible
 * (RFC 4291 §2.5.5), NAT64 (RFC 6052 §2.1) and 6to4 (RFC 3056 §2). Null when there is none in it.
 */
export function embeddedIpv4(text: string): number | null {
  const groups = readGroups(text.split('%')[0] ?? '');
  if (groups === null) return null;
  const [first, second, third, , , sixth, seventh = 0, eighth = 0] = groups;
  if (first === 0x2002) return (second ?? 0) * 65_536 + (third ?? 0);
  const isNat64 = first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && (sixth === 0xffff || sixth === 0);
  return isNat64 || isMapped ? seventh * 65_536 + eighth : null;
}

/** The hardware address out of which the lower half was made (RFC 4291 appendix A); null when it was not. */
export function macInIpv6(text: string): string | null {
  const [fifth = 0, sixth = 0, seventh = 0, eighth = 0] =
    readGroups(text.split('%')[0] ?? '')?.slice(4) ?? [];
  if (sixth % 256 !== 0xff || seventh >> 8 !== 0xfe) return null;
  const bytes = [(fifth >> 8) ^ 2, fifth % 256, sixth >> 8, seventh % 256, eighth >> 8, eighth % 256];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Eight numbers of 16 bits. */
function readGroups(text: string): readonly number[] | null {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return null;
  const halves = withoutDotted(text)?.split('::');
  if (halves === undefined || halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...head, ...tail];
  const missing = 8 - given.length;
  // `::` stands for one group or more; without it all eight are there.
  if (!given.every((each) => /^[0-9a-f]{1,4}$/i.test(each))) return null;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  return [...head, ...Array<string>(missing).fill('0'), ...tail].map((each) => Number.parseInt(each, 16));
}

/** The last 32 bits may be written as IPv4. */
function withoutDotted(text: string): string | null {
  if (!text.includes('.')) return text;
  const [, start = '', dotted = ''] = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text) ?? [];
  const bytes = dotted.split('.').map(Number);
  if (start === '' || bytes.some((byte) => byte > 255)) return null;
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  return `${start}${(first * 256 + second).toString(16)}:${(third * 256 + fourth).toString(16)}`;
}

function write(groups: readonly number[]): string {
  const texts = groups.map((group) => group.toString(16));
  const run = longestZeros(groups);
  if (run.length < 2) return texts.join(':');
  return `${texts.slice(0, run.at).join(':')}::${texts.slice(run.at + run.length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { readonly at: number; readonly length: number } {
  let best = { at: 0, length: 0 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  return best;
}

function kindOf(groups: readonly number[]): Ipv6['kind'] {
  const [first = 0] = groups;
  if (first >= 0xff00) return 'multicast';
  if (first >= 0xfe80 && first <= 0xfebf) return 'link-local';
  if (groups.slice(0, 7).some((group) => group !== 0)) return 'routed';
  if (groups[7] === 0) return 'unspecified';
  return groups[7] === 1 ? 'loopback' : 'routed';
}
