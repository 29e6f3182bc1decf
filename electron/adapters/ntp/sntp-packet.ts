/** The 48 bytes of an NTP packet without extensions (RFC 5905 §7.3), as far as a client's one question goes. */

export const PACKET_BYTES = 48;
/** Leap 0, version 4, mode 3 (client). */
const CLIENT_HEADER = 0b00_100_011;
const MODE_SERVER = 4;
const LEAP_UNKNOWN = 3;
const STRATUM_UNSYNCHRONISED = 16;
/** Seconds from 1900, where NTP counts from, to 1970. */
const SECONDS_1900_TO_1970 = 2_208_988_800;
/** Times whose first bit is clear are of the era that begins in 2036 (RFC 4330 §3). */
const ERA_SECONDS = 2 ** 32;

const ORIGINATE_AT = 24;
const RECEIVE_AT = 32;
const TRANSMIT_AT = 40;

/** What a server's packet says. Times are milliseconds since 1970. */
export type SntpReply =
  | {
      readonly state: 'time';
      readonly receivedAtMs: number;
      readonly sentAtMs: number;
      readonly stratum: number;
    }
  | { readonly state: 'unsynchronised' | 'refused' };

/**
 * A question. Its transmit time is 8 random bytes: the server only copies them back, so they prove that an
 * answer is to this question, and they do not tell the network what time this laptop believes it is.
 */
export function sntpQuestion(nonce: Uint8Array): Uint8Array {
  if (nonce.length !== 8) throw new Error('the nonce of an NTP question has 8 bytes');
  const packet = new Uint8Array(PACKET_BYTES);
  packet[0] = CLIENT_HEADER;
  packet.set(nonce, TRANSMIT_AT);
  return packet;
}

/** Reads an answer to the question with this nonce; null for anything that is not one. */
export function readSntpReply(packet: Uint8Array, nonce: Uint8Array): SntpReply | null {
  if (packet.length < PACKET_BYTES) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const header = view.getUint8(0);
  const isEcho = nonce.every((byte, index) => packet[ORIGINATE_AT + index] === byte);
  if ((header & 0b111) !== MODE_SERVER || !isEcho) return null;
  const stratum = view.getUint8(1);
  // Stratum 0 is a "kiss of death": the reference id says why in ASCII (RATE, DENY, RSTR …).
  if (stratum === 0) return { state: 'refused' };
  const sentAtMs = timeAt(view, TRANSMIT_AT);
  if (header >> 6 === LEAP_UNKNOWN || stratum >= STRATUM_UNSYNCHRONISED || sentAtMs === null) {
    return { state: 'unsynchronised' };
  }
  return { state: 'time', receivedAtMs: timeAt(view, RECEIVE_AT) ?? sentAtMs, sentAtMs, stratum };
}

/** Null for the time zero, by which a server says that it does not know. */
function timeAt(view: DataView, offset: number): number | null {
  const seconds = view.getUint32(offset);
  const fraction = view.getUint32(offset + 4) / 2 ** 32;
  if (seconds === 0 && fraction === 0) return null;
  const era = seconds < 2 ** 31 ? ERA_SECONDS : 0;
  return (seconds + era - SECONDS_1900_TO_1970 + fraction) * 1000;
}
