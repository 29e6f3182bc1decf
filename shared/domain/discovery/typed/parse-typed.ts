import { failed } from '../../../failure/failure.ts';
import { isHostAddress, parseIpv4 } from '../ipv4.ts';
import { formatIpv6, type Ipv6, parseIpv6 } from '../neighbours/ipv6.ts';

/** What a person typed to reach one node. */
export interface TypedPlace {
  readonly kind: 'address' | 'host';
  /** IPv6 without brackets, with its zone where one was given. */
  readonly host: string;
  readonly port: number;
}

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
const hostName = new RegExp(`^${label}(\\.${label})*$`, 'i');
/** No address or name is longer (RFC 1035 §2.3.4), with a scheme, brackets and a port around it. */
const TEXT_LIMIT = 300;

/**
 * Reads an address (IPv4, or IPv6 with or without brackets and zone) or a host name, each with or without a port,
 * also as copied from a browser or with a dot or space behind it. Throws `address-unreadable`.
 */
export function parseTyped(typed: string, usualPort: number): TypedPlace {
  const text = typed.trim();
  const place = text.length > TEXT_LIMIT ? null : readPlace(withoutBrowserParts(text), usualPort);
  if (place === null) throw failed('address-unreadable', { typed: text.slice(0, TEXT_LIMIT) });
  return place;
}

/** `https://10.20.4.11:50000/x?y` is meant as `10.20.4.11:50000`; a path without a scheme is a mistake. */
function withoutBrowserParts(text: string): string {
  const [, authority] = /^https?:\/\/([^/?#\\@]*)(?:[/?#].*)?$/is.exec(text) ?? [];
  // Copied from a sentence: `10.20.4.11.` or `lab-edge-01,`.
  return (authority ?? text).replace(/[\s.,;]+$/, '').trim();
}

function readPlace(text: string, usualPort: number): TypedPlace | null {
  const bare = parseIpv6(text);
  if (bare !== null) return ofIpv6(bare, usualPort);
  const [, bracketed, plain = '', portText] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(text) ?? [];
  const port = portText === undefined ? usualPort : readPort(portText);
  if (port === null) return null;
  if (bracketed !== undefined) {
    const inside = parseIpv6(bracketed);
    return inside === null ? null : ofIpv6(inside, port);
  }
  return ofNameOrIpv4(plain.replace(/\.$/, ''), port);
}

function ofIpv6(read: Ipv6, port: number): TypedPlace | null {
  const isMachine = read.kind !== 'multicast' && read.kind !== 'unspecified';
  return isMachine ? { kind: 'address', host: formatIpv6(read), port } : null;
}

function ofNameOrIpv4(host: string, port: number): TypedPlace | null {
  const address = parseIpv4(host);
  if (address !== null && isHostAddress(address)) return { kind: 'address', host, port };
  // A name whose last label is all digits is a mistyped address, and resolvers disagree on what it means.
  const looksNumeric = /(^|\.)(\d+|0x[0-9a-f]*)$/i.test(host);
  if (looksNumeric || host.length > 253 || !hostName.test(host)) return null;
  return { kind: 'host', host: host.toLowerCase(), port };
}

function readPort(text: string): number | null {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}
