import { createSocket } from 'node:dgram';
import { z } from 'zod';
import type { Place } from '../addresses.ts';

/** What can be wrong with a time server. Everything left out is in order. */
export const ntpTroubleSchema = z.strictObject({
  /** The server's clock is this far ahead of this machine's; negative is behind. */
  aheadMs: z.int().min(-315_360_000_000).max(315_360_000_000).default(0),
  silent: z.boolean().default(false),
  /** It answers that it does not know the time itself: leap indicator 3, stratum 16. */
  unsynchronised: z.boolean().default(false),
});
export type NtpTrouble = z.infer<typeof ntpTroubleSchema>;

const PACKET_BYTES = 48;
/** Seconds between 1900, where NTP begins, and 1970 (RFC 5905 §6). */
const EPOCH_SECONDS = 2_208_988_800;
const FRACTIONS = 2 ** 32;
const MODE_CLIENT = 3;
const MODE_SERVER = 4;
/** Of a good server of a site, which follows one of stratum 1. */
const STRATUM = 2;
const STRATUM_UNSYNCHRONISED = 16;
/** Four bytes of the reference server's address, here one for documentation (RFC 5737). */
const REFERENCE = [192, 0, 2, 123] as const;

export interface LabNtpServer {
  readonly place: Place;
  readonly trouble: NtpTrouble;
  /** Everything not named is put in order. */
  setTrouble(trouble: Partial<NtpTrouble>): void;
  stop(): Promise<void>;
}

/** Starts a time server that answers by SNTP (RFC 4330, RFC 5905) from this machine's clock. */
export async function startNtpServer(place: Place): Promise<LabNtpServer> {
  let trouble = ntpTroubleSchema.parse({});
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: place.address, port: place.port, exclusive: true }, () => resolve());
  });
  socket.on('message', (request, from) => {
    const receivedMs = Date.now();
    if (trouble.silent || !isQuestion(request)) return;
    socket.send(answerTo(request, receivedMs, trouble), from.port, from.address, () => undefined);
  });
  return {
    place: { address: place.address, port: socket.address().port },
    get trouble() {
      return trouble;
    },
    setTrouble: (wanted) => {
      trouble = ntpTroubleSchema.parse(wanted);
    },
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function isQuestion(request: Buffer): boolean {
  return request.length >= PACKET_BYTES && ((request[0] ?? 0) & 0b111) === MODE_CLIENT;
}

function answerTo(request: Buffer, receivedMs: number, { aheadMs, unsynchronised }: NtpTrouble): Buffer {
  const answer = Buffer.alloc(PACKET_BYTES);
  const version = ((request[0] ?? 0) >> 3) & 0b111;
  const leap = unsynchronised ? 0b11 : 0;
  answer.writeUInt8((leap << 6) | (version << 3) | MODE_SERVER, 0);
  answer.writeUInt8(unsynchronised ? STRATUM_UNSYNCHRONISED : STRATUM, 1);
  answer.writeInt8(request.readInt8(2), 2);
  // Precision 2^-20 s; root delay and dispersion of a server on the same network, in 1/65536 s.
  answer.writeInt8(-20, 3);
  answer.writeUInt32BE(Math.round(0.004 * 65_536), 4);
  answer.writeUInt32BE(Math.round(0.002 * 65_536), 8);
  answer.set(unsynchronised ? [] : REFERENCE, 12);
  writeTime(answer, 16, receivedMs + aheadMs - 30_000);
  // The asker tells its own packets by the time it put into them.
  request.copy(answer, 24, 40, 48);
  writeTime(answer, 32, receivedMs + aheadMs);
  writeTime(answer, 40, Date.now() + aheadMs);
  return answer;
}

/** NTP time wraps in 2036; the era is left to the reader (RFC 5905 §6). */
function writeTime(packet: Buffer, offset: number, atMs: number): void {
  const seconds = Math.floor(atMs / 1000);
  packet.writeUInt32BE((((seconds + EPOCH_SECONDS) % FRACTIONS) + FRACTIONS) % FRACTIONS, offset);
  packet.writeUInt32BE(Math.floor(((atMs - seconds * 1000) / 1000) * FRACTIONS), offset + 4);
}
