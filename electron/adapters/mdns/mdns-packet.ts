import { type Answer, decode, encode, type Question } from 'dns-packet';
import { afterName, guardedPacket } from './packet-guard.ts';

/** The four kinds of records that lead from a service type to an address. */
export type MdnsRecord = {
  readonly name: string;
  readonly ttlMs: number;
  /** The sender owns this name: older records of it are outdated (RFC 6762 §10.2). */
  readonly flush: boolean;
} & (
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }
  | { readonly type: 'TXT'; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: 'A'; readonly address: string }
);
export interface MdnsQuestion {
  readonly name: string;
  readonly type: 'PTR' | 'SRV' | 'TXT' | 'A';
}
export interface KnownPtr {
  readonly name: string;
  readonly target: string;
  readonly ttlSeconds: number;
}

/** RFC 6763 §6.2: more than 1300 bytes of TXT do not fit one Ethernet frame; what follows is not read. */
const TXT_LIMIT_BYTES = 1300;
/** 75 minutes, what RFC 6762 §10 recommends for records that outlive an address; longer promises are cut. */
const TTL_LIMIT_MS = 4_500_000;
const OPCODE_MASK = 0x78;
const QU_BIT = 0x80;

/** The records of a response that we can use; null for queries and for anything malformed. */
export function readResponse(bytes: Uint8Array): readonly MdnsRecord[] | null {
  const packet = guardedPacket(bytes);
  if (packet === null || ((packet[2] ?? 0) & OPCODE_MASK) !== 0) return null;
  try {
    const { type, answers, additionals } = decode(packet);
    if (type !== 'response') return null;
    return [...(answers ?? []), ...(additionals ?? [])].map(recordOf).filter((record) => record !== null);
  } catch {
    // Expected here: whatever the guard let through and the codec still refuses. Strangers may send anything.
    return null;
  }
}

function recordOf(answer: Answer): MdnsRecord | null {
  if (!('ttl' in answer) || answer.class !== 'IN') return null;
  const { name, flush = false } = answer;
  const about = { name, flush, ttlMs: Math.min((answer.ttl ?? 0) * 1000, TTL_LIMIT_MS) };
  switch (answer.type) {
    case 'PTR':
      return { ...about, type: 'PTR', target: answer.data };
    case 'SRV':
      return { ...about, type: 'SRV', target: answer.data.target, port: answer.data.port };
    case 'TXT':
      return { ...about, type: 'TXT', entries: entriesOf(answer.data) };
    case 'A':
      return { ...about, type: 'A', address: answer.data };
    default:
      return null;
  }
}

/** `key=value` strings; keys in lower case, the first of equal keys counts, keys without value are left out. */
function entriesOf(data: unknown): Readonly<Record<string, string>> {
  const entries = new Map<string, string>();
  let leftBytes = TXT_LIMIT_BYTES;
  for (const part of Array.isArray(data) ? data : []) {
    if (!Buffer.isBuffer(part)) continue;
    leftBytes -= part.length + 1;
    if (leftBytes < 0) break;
    const text = part.toString('utf8');
    const equals = text.indexOf('=');
    const key = text.slice(0, Math.max(0, equals)).toLowerCase();
    if (key !== '' && !entries.has(key)) entries.set(key, text.slice(equals + 1));
  }
  return Object.fromEntries(entries);
}

/** One query; `unicast` asks for answers to us alone (QU). Names that cannot be written are left out. */
export function writeQuery(
  questions: readonly MdnsQuestion[],
  known: readonly KnownPtr[],
  { unicast }: { readonly unicast: boolean },
): Buffer {
  const asked: Question[] = questions
    .filter(({ name }) => isWritable(name))
    .map(({ name, type }) => ({ name, type }));
  const answers: Answer[] = known
    .filter(({ name, target }) => isWritable(name) && isWritable(target))
    .map(({ name, target, ttlSeconds }) => ({ type: 'PTR', name, data: target, ttl: ttlSeconds }));
  const packet = encode({ type: 'query', id: 0, flags: 0, questions: asked, answers });
  return unicast ? withQuBits(packet, asked.length) : packet;
}

/** The codec cannot set the QU bit, the top bit of each question's class (RFC 6762 §5.4). */
function withQuBits(packet: Buffer, questions: number): Buffer {
  let offset = 12;
  for (let index = 0; index < questions; index++) {
    const name = afterName(packet, offset);
    if (name === null) throw new Error('the codec wrote a name that cannot be read');
    packet[name + 2] = (packet[name + 2] ?? 0) | QU_BIT;
    offset = name + 4;
  }
  return packet;
}

/** The codec splits names at dots and writes labels of any length; longer than 63 bytes would be read as pointers. */
function isWritable(name: string): boolean {
  const labels = name.split('.');
  return (
    Buffer.byteLength(name) <= 253 && labels.every((label) => label !== '' && Buffer.byteLength(label) <= 63)
  );
}
