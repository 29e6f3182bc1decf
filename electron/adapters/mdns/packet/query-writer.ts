/** Writes queries: names compressed, known answers over as many packets as they need. */
import { type KnownPtr, type MdnsQuestion, typeCodes } from './mdns-packet.ts';
import { splitLabels } from './name-codec.ts';

/** What fits an Ethernet frame with the headers of IPv6 and UDP (1500 - 40 - 8), with some room for VLAN tunnels. */
const QUERY_LIMIT_BYTES = 1400;
/** A pointer has 14 bits for its offset (RFC 1035 §4.1.4). */
const POINTER_LIMIT = 0x3fff;
const CLASS_IN = 1;
/** Top bit of a question's class: the answer may come to us alone (QU, RFC 6762 §5.4). */
const QU_BIT = 0x8000;
const TRUNCATED_FLAG = 0x0200;

/**
 * One query, as the packets to send in this order; `unicast` asks for answers to us alone (QU). All packets but the
 * last say that more known answers follow (§7.2). Names that cannot be written are left out; none are written when
 * no question is left.
 */
export function writeQuery(
  questions: readonly MdnsQuestion[],
  known: readonly KnownPtr[],
  { unicast }: { readonly unicast: boolean },
): readonly Buffer[] {
  const asking = questions.reduce<Draft[]>((drafts, { name, type }) => {
    const question = (draft: Draft) =>
      draft.question(name, typeCodes[type], CLASS_IN + (unicast ? QU_BIT : 0));
    return written(drafts, question);
  }, []);
  if (asking.length === 0) return [];
  // The known answers belong to the last packet of questions: they go on from there.
  const telling = known.reduce<Draft[]>(
    (drafts, record) => written(drafts, (draft) => draft.known(record)),
    [...asking.slice(-1)],
  );
  const last = telling.length - 1;
  return [
    ...asking.slice(0, -1).map((draft) => draft.finish(0)),
    ...telling.map((draft, index) => draft.finish(index < last ? TRUNCATED_FLAG : 0)),
  ];
}

/** Writes into the last draft, or into a new one when it is full. */
function written(drafts: Draft[], write: (draft: Draft) => 'done' | 'full' | 'unwritable'): Draft[] {
  const current = drafts.at(-1) ?? createDraft();
  const outcome = write(current);
  if (outcome === 'unwritable') return drafts;
  if (drafts.length === 0) drafts.push(current);
  if (outcome === 'full') {
    const next = createDraft();
    write(next);
    drafts.push(next);
  }
  return drafts;
}

interface Draft {
  question(name: string, type: number, inClass: number): 'done' | 'full' | 'unwritable';
  known(record: KnownPtr): 'done' | 'full' | 'unwritable';
  finish(flags: number): Buffer;
}

/** A packet in the making; every name that stands in it already is written as a pointer. */
function createDraft(): Draft {
  const bytes = Buffer.alloc(QUERY_LIMIT_BYTES);
  const places = new Map<string, number>();
  let length = 12;
  const counts = { questions: 0, known: 0 };
  const number16 = (value: number): void => {
    length = bytes.writeUInt16BE(value, length);
  };
  const name = (labels: readonly string[]): void => {
    for (const [index, label] of labels.entries()) {
      const rest = JSON.stringify(labels.slice(index));
      const place = places.get(rest);
      if (place !== undefined) {
        number16(0xc000 + place);
        return;
      }
      if (length <= POINTER_LIMIT) places.set(rest, length);
      length = bytes.writeUInt8(Buffer.byteLength(label), length);
      length += bytes.write(label, length);
    }
    length = bytes.writeUInt8(0, length);
  };
  const hasRoom = (...names: readonly (readonly string[])[]): boolean => {
    const size = names.flat().reduce((sum, label) => sum + Buffer.byteLength(label) + 1, 2 * names.length);
    return length + size + 10 <= QUERY_LIMIT_BYTES;
  };
  return {
    question: (text, type, inClass) => {
      const labels = splitLabels(text);
      if (labels === null) return 'unwritable';
      if (!hasRoom(labels)) return 'full';
      name(labels);
      number16(type);
      number16(inClass);
      counts.questions++;
      return 'done';
    },
    known: (record) => {
      const owner = splitLabels(record.name);
      const target = splitLabels(record.target);
      if (owner === null || target === null) return 'unwritable';
      if (!hasRoom(owner, target)) return 'full';
      name(owner);
      number16(typeCodes.PTR);
      number16(CLASS_IN);
      length = bytes.writeUInt32BE(record.ttlSeconds, length);
      const sizeAt = length;
      length += 2;
      name(target);
      bytes.writeUInt16BE(length - sizeAt - 2, sizeAt);
      counts.known++;
      return 'done';
    },
    finish: (flags) => {
      bytes.writeUInt16BE(flags, 2);
      bytes.writeUInt16BE(counts.questions, 4);
      bytes.writeUInt16BE(counts.known, 6);
      return bytes.subarray(0, length);
    },
  };
}
