/** An IPv4 network as two numbers. */
export interface Ipv4Network {
  readonly base: number;
  readonly prefixLength: number;
}

/** The address as an unsigned 32-bit number, or null when the text is not a dotted quad. */
export function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

/** `10.20.4.11/24` as a network; the host bits of the text are ignored. Null when it is not one. */
export function parseNetwork(text: string): Ipv4Network | null {
  const [address = '', prefix = '32', ...rest] = text.split('/');
  const value = parseIpv4(address);
  const prefixLength = Number(prefix);
  if (value === null || rest.length > 0 || !/^\d{1,2}$/.test(prefix) || prefixLength > 32) return null;
  return { base: maskedBy(value, prefixLength), prefixLength };
}

/** Whether the address lies in the network. False for anything that is not IPv4. */
export function contains(network: Ipv4Network, address: string): boolean {
  const value = parseIpv4(address);
  return value !== null && maskedBy(value, network.prefixLength) === network.base;
}

/** Whether all of `inner` lies in `outer`. */
export function covers(outer: Ipv4Network, inner: Ipv4Network): boolean {
  return inner.prefixLength >= outer.prefixLength && maskedBy(inner.base, outer.prefixLength) === outer.base;
}

function maskedBy(value: number, prefixLength: number): number {
  const size = 2 ** (32 - prefixLength);
  return Math.floor(value / size) * size;
}
