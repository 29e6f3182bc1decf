/**
 * The smallest DHCP client (RFC 2131): `dhcp-client-program.ts MAC` asks by broadcast, takes the first offer and
 * prints its address in CIDR form. Setting it is left to the caller, and so is a route for 255.255.255.255.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';

const [mac = ''] = process.argv.slice(2);
/** Fixed part of a message with the magic cookie that ends it. */
const FIXED_BYTES = 240;
const COOKIE = 0x63825363;
const AGAIN_MS = 1_000;
const LIMIT_MS = 10_000;
const kind = { discover: 1, offer: 2, request: 3, ack: 5 } as const;
const option = { mask: 1, wanted: 50, kind: 53, server: 54, end: 255 } as const;
const transaction = randomInt(2 ** 32);

const socket = createSocket({ type: 'udp4', reuseAddr: true });
let message = messageOf(kind.discover, []);
socket.on('message', (bytes) => {
  if (bytes.length < FIXED_BYTES || bytes.readUInt32BE(4) !== transaction) return;
  const given = bytes.subarray(16, 20);
  const options = optionsIn(bytes.subarray(FIXED_BYTES));
  const said = options.get(option.kind)?.[0];
  if (said === kind.offer) {
    const server = options.get(option.server) ?? Buffer.alloc(4);
    message = messageOf(kind.request, [option.wanted, 4, ...given, option.server, 4, ...server]);
    send();
  }
  if (said === kind.ack) {
    process.stdout.write(`${given.join('.')}/${prefixOf(options.get(option.mask) ?? Buffer.alloc(0))}\n`);
    process.exit(0);
  }
});
socket.bind(68, '0.0.0.0', () => {
  socket.setBroadcast(true);
  send();
  setInterval(send, AGAIN_MS);
});
setTimeout(() => process.exit(1), LIMIT_MS);

function send(): void {
  socket.send(message, 67, '255.255.255.255');
}

function messageOf(what: number, more: readonly number[]): Buffer {
  const fixed = Buffer.alloc(FIXED_BYTES);
  // A request (1) on Ethernet (1) with addresses of 6 bytes; 0x8000 asks for the answer by broadcast.
  fixed.set([1, 1, 6, 0]);
  fixed.writeUInt32BE(transaction, 4);
  fixed.writeUInt16BE(0x8000, 10);
  fixed.set(Buffer.from(mac.replaceAll(':', ''), 'hex'), 28);
  fixed.writeUInt32BE(COOKIE, 236);
  return Buffer.concat([fixed, Buffer.from([option.kind, 1, what, ...more, option.end])]);
}

function optionsIn(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length && bytes[at] !== option.end; ) {
    const code = bytes[at] ?? 0;
    const length = code === 0 ? -1 : (bytes[at + 1] ?? 0);
    if (length >= 0) options.set(code, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return options;
}

function prefixOf(mask: Buffer): number {
  return [...mask].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}
