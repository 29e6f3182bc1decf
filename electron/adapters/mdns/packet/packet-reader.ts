/** The structure of an mDNS packet: every length and pointer checked, no more records than we read. */
import { readName } from './name-codec.ts';

/** RFC 6762 §17: an mDNS packet with its headers never exceeds 9000 bytes. */
export const PACKET_LIMIT_BYTES = 9000;
/** Two hundred nodes in one full packet. More than this are not read, whoever sent them. */
export const RECORD_LIMIT = 512;
const HEADER_BYTES = 12;
const CLASS_IN = 1;
/** Top bit of a class: in a question it asks for a unicast answer (§5.4), in a record it flushes caches (§10.2). */
const TOP_BIT = 0x8000;

export interface RawQuestion {
  readonly name: string | null;
  readonly type: number;
  readonly unicast: boolean;
}
/** A record whose data is still bytes of the packet, from `start` to before `end`. */
export interface RawRecord {
  readonly name: string | null;
  readonly type: number;
  readonly flush: boolean;
  readonly ttlSeconds: number;
  readonly start: number;
  readonly end: number;
}
export interface RawPacket {
  readonly bytes: Buffer;
  readonly id: number;
  readonly flags: number;
  readonly questions: readonly RawQuestion[];
  /** Of class IN: answers and additional records. What a prober writes into the authority section is not yet true. */
  readonly records: readonly RawRecord[];
}

/** The packet's parts, at most the first 512 of them; null when any name, length or pointer up to there is wrong. */
export function readStructure(input: Uint8Array): RawPacket | null {
  if (input.length < HEADER_BYTES || input.length > PACKET_LIMIT_BYTES) return null;
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const questions: RawQuestion[] = [];
  const records: RawRecord[] = [];
  let left = RECORD_LIMIT;
  let offset = HEADER_BYTES;
  for (let section = 0; section < 4; section++) {
    const count = Math.min(bytes.readUInt16BE(4 + section * 2), left);
    left -= count;
    for (let index = 0; index < count; index++) {
      const read = section === 0 ? readQuestion(bytes, offset) : readRecord(bytes, offset);
      if (read === null) return null;
      offset = read.end;
      if (!read.isInternet) continue;
      if ('unicast' in read) questions.push(read);
      else if (section !== 2) records.push(read);
    }
  }
  return { bytes, id: bytes.readUInt16BE(0), flags: bytes.readUInt16BE(2), questions, records };
}

function readQuestion(bytes: Buffer, start: number) {
  const name = readName(bytes, start);
  if (name === null || name.end + 4 > bytes.length) return null;
  const inClass = bytes.readUInt16BE(name.end + 2);
  return {
    name: name.text,
    type: bytes.readUInt16BE(name.end),
    unicast: inClass >= TOP_BIT,
    isInternet: inClass % TOP_BIT === CLASS_IN,
    end: name.end + 4,
  };
}

function readRecord(bytes: Buffer, offset: number) {
  const name = readName(bytes, offset);
  if (name === null || name.end + 10 > bytes.length) return null;
  const start = name.end + 10;
  const end = start + bytes.readUInt16BE(name.end + 8);
  if (end > bytes.length) return null;
  const inClass = bytes.readUInt16BE(name.end + 2);
  return {
    name: name.text,
    type: bytes.readUInt16BE(name.end),
    flush: inClass >= TOP_BIT,
    ttlSeconds: bytes.readUInt32BE(name.end + 4),
    isInternet: inClass % TOP_BIT === CLASS_IN,
    start,
    end,
  };
}
