/** What the system's table of link neighbours says, the same for every system. */
import { isHostAddress, parseIpv4 } from '../ipv4.ts';
import { formatIpv6, parseIpv6 } from './ipv6.ts';

/** One machine on the link, as this laptop's system knows it. */
export interface Neighbour {
  /** IPv4, or IPv6 with its zone where it needs one. */
  readonly address: string;
  /** Lower case with colons, of one machine: never zero, broadcast or multicast. */
  readonly mac: string;
  /** As Node names the interface; empty when the system did not say. */
  readonly interfaceName: string;
  /** `reachable` was confirmed in the last half minute or so; `unknown` where the system does not say. */
  readonly state: 'reachable' | 'stale' | 'permanent' | 'unknown';
}

/** More than the neighbour table of any of the systems holds (Linux `gc_thresh3` is 1024). */
const NEIGHBOUR_LIMIT = 4096;
/** A line of such a table is under 120 characters; everything behind is not ours to read. */
export const TABLE_LIMIT_CHARACTERS = 1024 * 1024;

/**
 * A MAC address in one spelling; null for zero, broadcast and multicast ones and for other text. Reads `2:aa:0:0:0:1`
 * (macOS), `02-AA-00-00-00-01` (Windows) and `02aa.0000.0001`.
 */
export function normaliseMac(raw: string): string | null {
  const text = raw.trim().toLowerCase();
  const dotted = /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/.test(text);
  const parts = dotted ? (text.replaceAll('.', '').match(/../g) ?? []) : text.split(/[:-]/);
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-f]{1,2}$/.test(part))) return null;
  const bytes = parts.map((part) => Number.parseInt(part, 16));
  // The lowest bit of the first byte means a group of machines; broadcast has it too.
  if (bytes.every((byte) => byte === 0) || ((bytes[0] ?? 0) & 1) === 1) return null;
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** One row as it was read, before it is known to mean a machine. */
export interface NeighbourRow {
  readonly address: string;
  readonly mac: string;
  readonly interfaceName: string;
  /** For a link-local address that came without a zone; the interface's name unless the system counts them. */
  readonly zone?: string;
  readonly state: Neighbour['state'];
}

/** Rows that mean a machine, each once, in one spelling. */
export function neighboursOf(rows: Iterable<NeighbourRow>): readonly Neighbour[] {
  const found = new Map<string, Neighbour>();
  for (const row of rows) {
    if (found.size >= NEIGHBOUR_LIMIT) break;
    const mac = normaliseMac(row.mac);
    const address = placeOf(row);
    if (mac === null || address === null) continue;
    const { interfaceName, state } = row;
    found.set(`${address} ${mac} ${interfaceName}`, { address, mac, interfaceName, state });
  }
  return [...found.values()];
}

function placeOf({ address, interfaceName, zone }: NeighbourRow): string | null {
  const ipv4 = parseIpv4(address);
  if (ipv4 !== null) return isHostAddress(ipv4) ? address : null;
  const ipv6 = parseIpv6(address);
  if (ipv6 === null || ipv6.kind === 'multicast' || ipv6.kind === 'unspecified' || ipv6.kind === 'loopback')
    return null;
  if (ipv6.kind !== 'link-local') return ipv6.address;
  const within = ipv6.zone ?? zone ?? interfaceName;
  // Without its zone a link-local address names no machine.
  return within === '' ? null : formatIpv6({ ...ipv6, zone: within });
}
