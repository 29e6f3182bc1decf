/** A place on the network as one text, and back; safe for IPv6 with its zone. */

/** Where something may answer. */
export interface Endpoint {
  /** IPv4, IPv6 with its zone where it needs one, or the path of a serial port. */
  readonly address: string;
  readonly port: number;
}

/** `address:port`; an address that holds colons in brackets: `[fe80::1%eth0]:50000`. */
export function endpointOf({ address, port }: Endpoint): string {
  const isPlain = !address.includes(':') && !address.startsWith('[');
  return isPlain ? `${address}:${port}` : `[${address}]:${port}`;
}

/** The place that `endpointOf` wrote; null for any other text. */
export function parseEndpoint(text: string): Endpoint | null {
  const [, bracketed, plain, digits = ''] = /^(?:\[(.*)\]|([^:[][^:]*)?):(\d{1,5})$/s.exec(text) ?? [];
  const port = Number(digits);
  return digits === '' || port > 65_535 ? null : { address: bracketed ?? plain ?? '', port };
}
