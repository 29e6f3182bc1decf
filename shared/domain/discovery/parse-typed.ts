import { failed } from '../../failure/failure.ts';
import { isHostAddress, parseIpv4 } from './ipv4.ts';

/** What a person typed to reach one node. */
export interface TypedPlace {
  readonly kind: 'address' | 'host';
  readonly host: string;
  readonly port: number;
}

const label = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
const hostName = new RegExp(`^${label}(\\.${label})*\\.?$`, 'i');

/** Reads an IPv4 address or host name, either with `:port`. Throws `address-unreadable`. */
export function parseTyped(typed: string, usualPort: number): TypedPlace {
  const text = typed.trim();
  const [host = '', portText, more] = text.split(':');
  const port = portText === undefined ? usualPort : readPort(portText);
  if (port === null || more !== undefined) throw failed('address-unreadable', { typed: text });
  const address = parseIpv4(host);
  if (address !== null && isHostAddress(address)) return { kind: 'address', host, port };
  // A name whose last label is all digits is a mistyped address, and resolvers disagree on what it means.
  const looksNumeric = /(^|\.)(\d+|0x[0-9a-f]*)\.?$/i.test(host);
  if (looksNumeric || host.length > 253 || !hostName.test(host))
    throw failed('address-unreadable', { typed: text });
  return { kind: 'host', host: host.toLowerCase(), port };
}

function readPort(text: string): number | null {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}
