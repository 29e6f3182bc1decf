/**
 * DNS names between bytes and text. A name is a sequence of labels; in our text a dot or a backslash inside a label
 * is escaped by a backslash, so that `Lab\.1 Süd._rounds-node._tcp.local` goes out with the labels that came in.
 */

/** RFC 1035 §2.3.4. */
const LABEL_LIMIT_BYTES = 63;
const NAME_LIMIT_BYTES = 255;
/** No honest packer needs more pointers in one name than a few. */
const JUMP_LIMIT = 16;
const HEADER_BYTES = 12;
/** What decoding makes of bytes that are no UTF-8. */
const REPLACEMENT = '\uFFFD';

/** A name in a packet. */
export interface NameRead {
  /** Null when it is no UTF-8: such a name is none that RFC 6763 §4.1.1 allows, and could not be asked for. */
  readonly text: string | null;
  /** The offset after it. */
  readonly end: number;
}

/** The name at `start`, following and checking its pointers; null when it is malformed. */
export function readName(packet: Buffer, start: number): NameRead | null {
  const labels: string[] = [];
  let offset = start;
  let end: number | null = null;
  let earliest = start;
  let jumps = 0;
  let lengthBytes = 1;
  for (;;) {
    const length = packet[offset];
    if (length === undefined) return null;
    if (length === 0) return { text: textOf(labels), end: end ?? offset + 1 };
    if (length <= LABEL_LIMIT_BYTES) {
      lengthBytes += length + 1;
      if (lengthBytes > NAME_LIMIT_BYTES || offset + length >= packet.length) return null;
      labels.push(packet.toString('utf8', offset + 1, offset + 1 + length));
      offset += length + 1;
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

function textOf(labels: readonly string[]): string | null {
  return labels.some((label) => label.includes(REPLACEMENT)) ? null : joinLabels(labels);
}

/** Labels as our text. */
export function joinLabels(labels: readonly string[]): string {
  return labels.map((label) => label.replace(/[.\\]/g, '\\$&')).join('.');
}

/** The labels of our text; null when it names nothing that can be written: an empty or an overlong label or name. */
export function splitLabels(text: string): readonly string[] | null {
  const labels: string[] = [];
  let label = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '.') {
      labels.push(label);
      label = '';
    } else {
      if (character === '\\') index++;
      label += text[index] ?? '';
    }
  }
  labels.push(label);
  const sizes = labels.map((each) => Buffer.byteLength(each));
  const isWritable = sizes.every((size) => size > 0 && size <= LABEL_LIMIT_BYTES);
  const lengthBytes = sizes.reduce((sum, size) => sum + size + 1, 1);
  return isWritable && lengthBytes <= NAME_LIMIT_BYTES ? labels : null;
}
