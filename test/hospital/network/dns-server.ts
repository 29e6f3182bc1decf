import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, decode, encode, type Packet, type Question } from 'dns-packet';
import { z } from 'zod';
import type { Place } from '../addresses.ts';
import { openStreetDoor } from '../street-door.ts';

/** What can be wrong with a name server. Everything left out is in order. */
export const dnsTroubleSchema = z.strictObject({
  /** Names that nobody has lead to a search page of the provider. */
  hijack: z.boolean().default(false),
  /** The backend's names lead outside the backend's CIDR, as split-horizon or a tampered server does. */
  wrongAnswers: z.boolean().default(false),
  silent: z.boolean().default(false),
  /** Every answer comes this much later. */
  slowMs: z.int().min(0).max(60_000).default(0),
});
export type DnsTrouble = z.infer<typeof dnsTroubleSchema>;

/** What a server without EDNS may send by UDP (RFC 1035 §4.2.1). */
const PLAIN_UDP_BYTES = 512;
const TTL_SECONDS = 60;
/** Addresses for documentation (RFC 5737): nothing real answers there. */
const SEARCH_PAGE = '198.51.100.1';
const WRONG_ADDRESS = '203.0.113.9';
/** The two flags of DNS headers that we set: recursion available, and truncated. */
const RECURSION_AVAILABLE = 1 << 7;
const TRUNCATED = 1 << 9;
const NXDOMAIN = 3;
const NOT_IMPLEMENTED = 4;

export interface LabDnsServer {
  readonly place: Place;
  readonly trouble: DnsTrouble;
  /** Names asked so far, newest last. */
  readonly asked: readonly string[];
  /** Everything not named is put in order. */
  setTrouble(trouble: Partial<DnsTrouble>): void;
  stop(): Promise<void>;
}

/** Starts a name server over UDP and TCP that knows these hosts (lower case) and says NXDOMAIN to all others. */
export async function startDnsServer(
  place: Place,
  hosts: ReadonlyMap<string, readonly string[]>,
): Promise<LabDnsServer> {
  let trouble = dnsTroubleSchema.parse({});
  const asked: string[] = [];
  const answer = async (bytes: Buffer, limitBytes: (query: Packet) => number): Promise<Buffer | null> => {
    const query = readQuery(bytes);
    if (query === null || trouble.silent) return null;
    asked.push(...(query.questions ?? []).map(({ name }) => name));
    if (trouble.slowMs > 0) await wait(trouble.slowMs, undefined, { ref: false });
    return writeAnswer(query, answersFor(query.questions?.[0], hosts, trouble), limitBytes(query));
  };
  const udp = await boundUdp(place);
  const bound: Place = { address: place.address, port: udp.address().port };
  udp.on('message', (bytes, from) => {
    void answer(bytes, udpLimit).then((reply) => {
      // The asker may be gone, and so may we.
      if (reply !== null) udp.send(reply, from.port, from.address, () => undefined);
    }, ignoreClosed);
  });
  const door = await openStreetDoor(bound, (socket) =>
    serveTcp(socket, (bytes) => answer(bytes, () => 65_535)),
  );
  return {
    place: bound,
    asked,
    get trouble() {
      return trouble;
    },
    setTrouble: (wanted) => {
      trouble = dnsTroubleSchema.parse(wanted);
    },
    stop: async () => {
      await Promise.all([door.shut(), new Promise<void>((resolve) => udp.close(() => resolve()))]);
    },
  };
}

interface Reply {
  readonly code: number;
  readonly answers: readonly Answer[];
}

function answersFor(
  question: Question | undefined,
  hosts: ReadonlyMap<string, readonly string[]>,
  { hijack, wrongAnswers }: DnsTrouble,
): Reply {
  if (question === undefined) return { code: NOT_IMPLEMENTED, answers: [] };
  const { name, type } = question;
  const known = hosts.get(name.toLowerCase().replace(/\.$/, ''));
  const addresses =
    known === undefined ? (hijack ? [SEARCH_PAGE] : null) : wrongAnswers ? [WRONG_ADDRESS] : known;
  if (addresses === null) return { code: NXDOMAIN, answers: [] };
  // A name that exists without a record of this type: no error, no answer.
  if (type !== 'A') return { code: 0, answers: [] };
  return { code: 0, answers: addresses.map((data) => ({ type: 'A', name, ttl: TTL_SECONDS, data })) };
}

function writeAnswer(query: Packet, { code, answers }: Reply, limitBytes: number): Buffer {
  const base = {
    type: 'response',
    id: query.id ?? 0,
    questions: query.questions ?? [],
  } as const;
  // The codec keeps the reply code in the low four bits of the flags.
  const flags = ((query.flags ?? 0) & 0x0100) | RECURSION_AVAILABLE | code;
  const whole = encode({ ...base, flags, answers: [...answers] });
  return whole.length <= limitBytes ? whole : encode({ ...base, flags: flags | TRUNCATED, answers: [] });
}

function readQuery(bytes: Buffer): Packet | null {
  try {
    const packet = decode(bytes);
    return packet.type === 'query' ? packet : null;
  } catch {
    // Bytes that are no DNS; a real server drops them too.
    return null;
  }
}

/** EDNS says how much the asker takes; the codec reads it as `udpPayloadSize`. */
function udpLimit({ additionals }: Packet): number {
  const option = (additionals ?? []).find(({ type }) => type === 'OPT');
  return option !== undefined && 'udpPayloadSize' in option
    ? Math.max(PLAIN_UDP_BYTES, Number(option.udpPayloadSize))
    : PLAIN_UDP_BYTES;
}

/** DNS over TCP puts two bytes of length before each message (RFC 1035 §4.2.2). */
function serveTcp(socket: Socket, answer: (bytes: Buffer) => Promise<Buffer | null>): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      if (waiting.length < 2) return;
      const end = 2 + waiting.readUInt16BE(0);
      if (waiting.length < end) return;
      const message = waiting.subarray(2, end);
      waiting = waiting.subarray(end);
      void answer(message).then((reply) => {
        if (reply === null || socket.destroyed) return;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([length, reply]));
      }, ignoreClosed);
    }
  });
}

function boundUdp({ address, port }: Place): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind({ address, port, exclusive: true }, () => resolve(socket));
  });
}

/** A reply that is ready after the server was stopped has nowhere to go. */
function ignoreClosed(): void {}
