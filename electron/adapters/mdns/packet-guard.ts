/** Looks a DNS packet over before the codec sees it: every length and pointer, and no more records than we read. */

/** RFC 6762 §17: an mDNS packet with its headers never exceeds 9000 bytes. */
export const PACKET_LIMIT_BYTES = 9000;
/** A node's beacon has about five records. More than this are not read, whoever sent them. */
export const RECORD_LIMIT = 64;
const HEADER_BYTES = 12;
/** A name has at most 127 labels, and no honest packer needs more pointers than a few. */
const JUMP_LIMIT = 16;
const NAME_LIMIT_BYTES = 255;

const TYPE_PTR = 12;
const TYPE_SRV = 33;
const TYPE_A = 1;

/**
 * A copy of the packet whose header counts at most the first 64 records (questions included); null when any name,
 * length or pointer up to there is wrong.
 */
export function guardedPacket(bytes: Uint8Array): Buffer | null {
  if (bytes.length < HEADER_BYTES || bytes.length > PACKET_LIMIT_BYTES) return null;
  const packet = Buffer.from(bytes);
  let left = RECORD_LIMIT;
  let offset: number | null = HEADER_BYTES;
  for (const [section, countAt] of [4, 6, 8, 10].entries()) {
    const count = Math.min(packet.readUInt16BE(countAt), left);
    left -= count;
    packet.writeUInt16BE(count, countAt);
    for (let index = 0; index < count && offset !== null; index++) {
      offset = section === 0 ? afterQuestion(packet, offset) : afterRecord(packet, offset);
    }
  }
  return offset === null ? null : packet;
}

/** The offset after a name, following and checking its pointers; null when it is malformed. */
export function afterName(packet: Buffer, start: number): number | null {
  let offset = start;
  let end: number | null = null;
  let earliest = start;
  let jumps = 0;
  let lengthBytes = 0;
  for (;;) {
    const length = packet[offset];
    if (length === undefined) return null;
    if (length === 0) return end ?? offset + 1;
    if (length < 64) {
      lengthBytes += length + 1;
      offset += length + 1;
      if (lengthBytes >= NAME_LIMIT_BYTES) return null;
      continue;
    }
    const low = packet[offset + 1];
    if (length < 192 || low === undefined || ++jumps > JUMP_LIMIT) return null;
    const target = (length - 192) * 256 + low;
    // Only back, and never twice to the same place: a loop cannot be written down.
    if (target >= earliest || target < HEADER_BYTES) return null;
    end ??= offset + 2;
    earliest = target;
    offset = target;
  }
}

function afterQuestion(packet: Buffer, start: number): number | null {
  const name = afterName(packet, start);
  return name === null || name + 4 > packet.length ? null : name + 4;
}

function afterRecord(packet: Buffer, start: number): number | null {
  const name = afterName(packet, start);
  if (name === null || name + 10 > packet.length) return null;
  const type = packet.readUInt16BE(name);
  const data = name + 10;
  const end = data + packet.readUInt16BE(name + 8);
  if (end > packet.length) return null;
  // The codec reads these by their content, not by their length: both must say the same.
  if (type === TYPE_PTR && afterName(packet, data) !== end) return null;
  if (type === TYPE_SRV && (end < data + 6 || afterName(packet, data + 6) !== end)) return null;
  if (type === TYPE_A && end !== data + 4) return null;
  return end;
}
