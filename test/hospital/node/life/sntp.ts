import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

/** The node's own limit for one question. */
const TIMEOUT_MS = 2000;
/** Seconds from 1900, where NTP begins, to 1970 (RFC 5905 §6). */
const NTP_EPOCH_SECONDS = 2_208_988_800;
const PACKET_BYTES = 48;

export interface TimeSource {
  readonly nameservers: readonly string[];
  readonly ports: { readonly dns: number; readonly ntp: number };
}

/**
 * Asks a time server (address or name, with or without a port) over UDP; gives its time in milliseconds since 1970.
 * Throws an Error with the node's wording. Only loopback is ever asked: this is a simulation.
 */
export async function askTime(server: string, source: TimeSource, signal: AbortSignal): Promise<number> {
  const { host, port } = hostPort(server, source.ports.ntp);
  const address = isIP(host) === 0 ? await resolve(host, source) : host;
  if (!isLoopback(address)) throw new Error(`read udp ${address}:${port}: i/o timeout`);
  const answer = await exchange(address, port, signal);
  const mode = (answer[0] ?? 0) & 7;
  const stratum = answer[1] ?? 0;
  if (mode !== 4 || stratum === 0) throw new Error('error validating NTP response: kiss of death received');
  if ((answer[0] ?? 0) >> 6 === 3)
    throw new Error('error validating NTP response: server clock not synchronized');
  const seconds = answer.readUInt32BE(40) - NTP_EPOCH_SECONDS;
  const fraction = answer.readUInt32BE(44) / 2 ** 32;
  return (seconds + fraction) * 1000;
}

/** Splits `host`, `host:port`, `[v6]:port` and a bare IPv6 address. */
export function hostPort(value: string, fallbackPort: number): { host: string; port: number } {
  if (isIP(value) !== 0) return { host: value, port: fallbackPort };
  const parts = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(value);
  return parts ? { host: parts[1] ?? '', port: Number(parts[2]) } : { host: value, port: fallbackPort };
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address);
}

async function resolve(name: string, source: TimeSource): Promise<string> {
  const servers = source.nameservers.filter((server) => isLoopback(hostPort(server, source.ports.dns).host));
  if (servers.length === 0) throw new Error(`lookup ${name}: no such host`);
  const resolver = new Resolver({ timeout: TIMEOUT_MS / 2, tries: 1 });
  resolver.setServers(servers.map((server) => serverText(server, source.ports.dns)));
  try {
    const [address] = await resolver.resolve4(name);
    if (address) return address;
  } catch {
    // Expected: no such name, or no answer. The node reports both alike.
  }
  throw new Error(`lookup ${name}: no such host`);
}

/** As `Resolver.setServers` wants it. */
export function serverText(server: string, fallbackPort: number): string {
  const { host, port } = hostPort(server, fallbackPort);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function exchange(address: string, port: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((done, fail) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.close();
      settle();
    };
    const timer = setTimeout(
      () => finish(() => fail(new Error(`read udp ${address}:${port}: i/o timeout`))),
      TIMEOUT_MS,
    );
    const abort = () => finish(() => fail(new Error('context canceled')));
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', (error) =>
      finish(() => fail(new Error(`read udp ${address}:${port}: ${error.message}`))),
    );
    socket.on('message', (message) => {
      if (message.length >= PACKET_BYTES) finish(() => done(message));
    });
    // Leap 0, version 4, mode 3 (client); everything else may be zero in SNTP (RFC 5905 §14).
    const question = Buffer.alloc(PACKET_BYTES);
    question[0] = 0x23;
    socket.send(question, port, address);
  });
}
