/** What an mDNS packet says to us: the records and questions that lead from a service type to an address. */
import { SocketAddress } from 'node:net';
import { readName } from './name-codec.ts';
import { type RawPacket, type RawRecord, readStructure } from './packet-reader.ts';

/** The five kinds of records that lead from a service type to an address. */
export type MdnsRecord = {
  readonly name: string;
  readonly ttlMs: number;
  /** The sender owns this name: older records of it are outdated (RFC 6762 §10.2). */
  readonly flush: boolean;
} & (
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }
  | { readonly type: 'TXT'; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
);
export type RecordType = MdnsRecord['type'];
export interface MdnsQuestion {
  readonly name: string;
  readonly type: RecordType;
}
export interface KnownPtr {
  readonly name: string;
  readonly target: string;
  readonly ttlSeconds: number;
}
export type MdnsPacket =
  | { readonly kind: 'response'; readonly records: readonly MdnsRecord[] }
  | {
      readonly kind: 'query';
      readonly questions: readonly (MdnsQuestion & { readonly unicast: boolean })[];
      readonly known: readonly MdnsRecord[];
      /** More known answers follow in another packet (§7.2). */
      readonly isTruncated: boolean;
    }
  /** Well formed, and nothing that RFC 6762 §18 lets us act upon. */
  | { readonly kind: 'other' };

/** Codes of the record types, IANA. */
export const typeCodes = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33 } as const;
const typeOf = new Map<number, RecordType>([
  [typeCodes.A, 'A'],
  [typeCodes.PTR, 'PTR'],
  [typeCodes.TXT, 'TXT'],
  [typeCodes.AAAA, 'AAAA'],
  [typeCodes.SRV, 'SRV'],
]);
/** RFC 6763 §6.2: more than 1300 bytes of TXT do not fit one Ethernet frame; what follows is not read. */
const TXT_LIMIT_BYTES = 1300;
/** 75 minutes, what RFC 6762 §10 recommends for records that outlive an address; longer promises are cut. */
const TTL_LIMIT_MS = 4_500_000;
const RESPONSE_FLAG = 0x8000;
const TRUNCATED_FLAG = 0x0200;
/** §18.3 and §18.11: other operations, and responses that carry an error, are silently ignored. */
const OPCODE_AND_RCODE = 0x780f;

/** The packet as far as it concerns us; null when it is malformed. Record types that we do not know are left out. */
export function readPacket(bytes: Uint8Array): MdnsPacket | null {
  const raw = readStructure(bytes);
  if (raw === null) return null;
  if ((raw.flags & OPCODE_AND_RCODE) !== 0) return { kind: 'other' };
  const records = recordsOf(raw);
  if (records === null) return null;
  if ((raw.flags & RESPONSE_FLAG) !== 0) return { kind: 'response', records };
  const isTruncated = (raw.flags & TRUNCATED_FLAG) !== 0;
  return { kind: 'query', questions: questionsOf(raw), known: records, isTruncated };
}

/** The records of a response that we can use; null for queries and for anything malformed. */
export function readResponse(bytes: Uint8Array): readonly MdnsRecord[] | null {
  const packet = readPacket(bytes);
  return packet?.kind === 'response' ? packet.records : null;
}

function questionsOf({ questions }: RawPacket) {
  return questions.flatMap(({ name, type: code, unicast }) => {
    const type = typeOf.get(code);
    return name === null || type === undefined ? [] : [{ name, type, unicast }];
  });
}

function recordsOf({ bytes, records }: RawPacket): readonly MdnsRecord[] | null {
  const read: MdnsRecord[] = [];
  for (const raw of records) {
    const type = typeOf.get(raw.type);
    if (type === undefined) continue;
    const data = dataOf(type, bytes, raw);
    if (data === null) return null;
    if (raw.name === null || data === 'unusable') continue;
    read.push({
      ...{ name: raw.name, flush: raw.flush, ttlMs: Math.min(raw.ttlSeconds * 1000, TTL_LIMIT_MS) },
      ...data,
    });
  }
  return read;
}

type RecordData =
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }
  | { readonly type: 'TXT'; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: 'A' | 'AAAA'; readonly address: string };

/** Null when the content says another length than the record does. */
function dataOf(type: RecordType, bytes: Buffer, { start, end }: RawRecord): RecordData | 'unusable' | null {
  switch (type) {
    case 'A':
      return end === start + 4 ? { type, address: bytes.subarray(start, end).join('.') } : null;
    case 'AAAA':
      return end === start + 16 ? { type, address: ipv6Text(bytes.toString('hex', start, end)) } : null;
    case 'TXT': {
      const entries = entriesOf(bytes, start, end);
      return entries === null ? null : { type, entries };
    }
    case 'PTR': {
      const name = readName(bytes, start);
      if (name?.end !== end) return null;
      return name.text === null ? 'unusable' : { type, target: name.text };
    }
    case 'SRV': {
      const name = end < start + 7 ? null : readName(bytes, start + 6);
      if (name?.end !== end) return null;
      // An empty target means that there is no such service (RFC 2782).
      if (name.text === null || name.text === '') return 'unusable';
      return { type, target: name.text, port: bytes.readUInt16BE(start + 4) };
    }
  }
}

/** In the one form of RFC 5952, so that equal addresses are equal texts. */
function ipv6Text(hex: string): string {
  const address = hex.replace(/(.{4})(?!$)/g, '$1:');
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

/** `key=value` strings; keys in lower case, the first of equal keys counts, keys without value are left out. */
function entriesOf(bytes: Buffer, start: number, end: number): Readonly<Record<string, string>> | null {
  const entries = new Map<string, string>();
  for (let offset = start; offset < end; ) {
    const next = offset + 1 + (bytes[offset] ?? 0);
    if (next > end) return null;
    if (next - start <= TXT_LIMIT_BYTES) {
      const text = bytes.toString('utf8', offset + 1, next);
      const equals = text.indexOf('=');
      const key = text.slice(0, Math.max(0, equals)).toLowerCase();
      if (key !== '' && !entries.has(key)) entries.set(key, text.slice(equals + 1));
    }
    offset = next;
  }
  return Object.fromEntries(entries);
}
