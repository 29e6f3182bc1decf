/** The records of a lab node's beacon, and the packets that carry them. */
import { type Answer, decode, encode } from 'dns-packet';

/** The service type of a lab node's beacon. */
export const SERVICE_TYPE = '_rounds-node._tcp.local';
const ALL_TYPES = '_services._dns-sd._udp.local';
/** RFC 6762 §10: two minutes for records that name a host, 75 minutes for the others. */
const HOST_TTL_SECONDS = 120;
const OTHER_TTL_SECONDS = 4500;
/** RFC 6762 §6.7: what a resolver that knows no multicast is told. */
const LEGACY_TTL_SECONDS = 10;
/** How the codec names class IN with the top bit set, which asks for a unicast answer (§5.4). */
const CLASS_IN_UNICAST = 'UNKNOWN_32769';
const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
/** What fits an Ethernet frame; a single record that is larger goes alone. */
const PACKET_BYTES = 1400;
const HEADER_BYTES = 12;

/** One lab node as it announces itself. */
export interface AnnouncedNode {
  /** Shown name of the instance, for example `LAB-EDGE-01`; may hold dots and spaces. */
  readonly instance: string;
  /** Without `.local`. */
  readonly hostname: string;
  readonly address: string;
  /** A second address, without zone. */
  readonly ipv6?: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

type RecordType = 'PTR' | 'SRV' | 'TXT' | 'A' | 'AAAA';
/** One record that somebody here owns. */
export interface OwnRecord {
  /** Equal for equal records, whoever says them. */
  readonly id: string;
  readonly name: string;
  readonly type: RecordType;
  readonly ttlSeconds: number;
  /** Nobody else may have another record of this name and type (§10.2). */
  readonly isUnique: boolean;
  /** First labels that may hold a dot, as the codec needs them. */
  readonly labels: readonly string[];
  readonly answer: (ttl: number, flush: boolean) => Answer;
}

/** A question as a responder needs it; names in lower case. */
export interface HeardQuestion {
  readonly name: string;
  readonly type: string;
  readonly wantsUnicast: boolean;
}
export interface HeardPacket {
  readonly isQuery: boolean;
  readonly id: number;
  readonly questions: readonly HeardQuestion[];
  /** More known answers follow (§7.2). */
  readonly isTruncated: boolean;
  readonly answers: readonly HeardRecord[];
}
export interface HeardRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly ttlSeconds: number;
  readonly isUnique: boolean;
}

/** Reads a packet; null for bytes that are no DNS. */
export function readMdnsPacket(bytes: Buffer): HeardPacket | null {
  try {
    const { type, id = 0, flags = 0, questions = [], answers = [] } = decode(bytes);
    return {
      ...{ isQuery: type === 'query', id, isTruncated: (flags & TRUNCATED) !== 0 },
      questions: questions.map(({ name, type: asked, class: inClass }) => ({
        name: name.toLowerCase(),
        type: asked,
        wantsUnicast: String(inClass) === CLASS_IN_UNICAST,
      })),
      answers: answers.flatMap((answer) => {
        if (!('ttl' in answer)) return [];
        const about = { name: answer.name.toLowerCase(), type: answer.type, ttlSeconds: answer.ttl ?? 0 };
        const { flush: isUnique = false } = answer;
        return [{ ...about, isUnique, id: idOf(answer.type, answer.name, answer.data) }];
      }),
    };
  } catch {
    // Strangers share the port; what is no DNS is not for us.
    return null;
  }
}

function idOf(type: string, name: string, data: unknown): string {
  const plain = typeof data === 'object' && data !== null && 'target' in data && 'port' in data;
  const value = plain ? [data.target, data.port] : data;
  return JSON.stringify([type, name, value]).toLowerCase();
}

/** The whole beacon of a node. */
export function recordsOf(node: AnnouncedNode): readonly OwnRecord[] {
  const label = node.instance.replaceAll('.', DOT);
  const name = `${label}.${SERVICE_TYPE}`;
  const target = `${node.hostname}.local`;
  const txt = stringsOf(node.txt);
  const { port, address, ipv6 } = node;
  return [
    record('PTR', SERVICE_TYPE, name, (ttl) => ({ type: 'PTR', name: SERVICE_TYPE, ttl, data: name })),
    record('SRV', name, [target, port], (ttl, flush) => {
      return { type: 'SRV', name, ttl, flush, data: { target, port } };
    }),
    record('TXT', name, txt, (ttl, flush) => ({ type: 'TXT', name, ttl, flush, data: txt })),
    record('A', target, address, (ttl, flush) => ({ type: 'A', name: target, ttl, flush, data: address })),
    ...(ipv6 === undefined
      ? []
      : [
          record('AAAA', target, ipv6, (ttl, flush) => {
            return { type: 'AAAA', name: target, ttl, flush, data: ipv6 };
          }),
        ]),
    record('PTR', ALL_TYPES, SERVICE_TYPE, (ttl) => ({
      type: 'PTR',
      name: ALL_TYPES,
      ttl,
      data: SERVICE_TYPE,
    })),
  ];
}

function record(type: RecordType, name: string, data: unknown, answer: OwnRecord['answer']): OwnRecord {
  const dotted = (text: unknown) => (typeof text === 'string' ? text.replaceAll(DOT, '.') : text);
  const isOfHost = type === 'SRV' || type === 'A' || type === 'AAAA';
  return {
    ...{ id: idOf(type, name.replaceAll(DOT, '.'), dotted(data)), type, answer },
    name: name.replaceAll(DOT, '.').toLowerCase(),
    labels: [name, data].flatMap((text) => (typeof text === 'string' ? (text.split('.')[0] ?? '') : [])),
    ttlSeconds: isOfHost ? HOST_TTL_SECONDS : OTHER_TTL_SECONDS,
    isUnique: type !== 'PTR',
  };
}

/** One string of TXT holds at most 255 bytes; longer values go on in strings of their own, as careless senders do. */
function stringsOf(txt: AnnouncedNode['txt']): Buffer[] {
  return Object.entries(txt).flatMap(([key, value]) => {
    const bytes = Buffer.from(`${key}=${value}`, 'utf8');
    return Array.from({ length: Math.ceil(bytes.length / 255) }, (_, index) =>
      bytes.subarray(index * 255, (index + 1) * 255),
    );
  });
}

/** Records that belong together in one packet: the first answers, the others save a question. */
export type Saying = readonly [OwnRecord, ...OwnRecord[]];
/** How it is said: to all, as a goodbye, or to one who knows no multicast. */
export type Manner = 'multicast' | 'goodbye' | { readonly legacy: HeardPacket };

/** As few packets as hold them all. `isWhole` says everything as an answer, as announcements do (§8.3). */
export function writeSayings(sayings: readonly Saying[], manner: Manner, isWhole = false): readonly Buffer[] {
  const packets: Saying[][] = [];
  let sizeBytes = 0;
  for (const saying of sayings) {
    const itsBytes = written([saying], 'multicast', true).length - HEADER_BYTES;
    const current = packets.at(-1);
    if (current === undefined || sizeBytes + itsBytes > PACKET_BYTES) {
      packets.push([saying]);
      sizeBytes = HEADER_BYTES + itsBytes;
    } else {
      current.push(saying);
      sizeBytes += itsBytes;
    }
  }
  return packets.map((packet) => written(packet, manner, isWhole));
}

function written(sayings: readonly Saying[], manner: Manner, isWhole: boolean): Buffer {
  const legacy = typeof manner === 'object' ? manner.legacy : null;
  const answerOf = ({ answer, ttlSeconds, isUnique }: OwnRecord): Answer => {
    if (manner === 'goodbye') return answer(0, isUnique);
    return legacy === null ? answer(ttlSeconds, isUnique) : answer(LEGACY_TTL_SECONDS, false);
  };
  const firsts = sayings.map(([first]) => first);
  const answers = isWhole ? sayings.flat() : firsts;
  const said = new Set(answers.map(({ id }) => id));
  const others = new Map(sayings.flat().map((each) => [each.id, each]));
  const additionals = [...others.values()].filter(({ id }) => !said.has(id));
  const labels = sayings.flat().flatMap((each) => each.labels);
  return withDots(
    encode({
      ...{ type: 'response', id: legacy?.id ?? 0, flags: AUTHORITATIVE },
      questions: legacy?.questions.map(({ name, type }) => ({ name, type: askable(type) })) ?? [],
      answers: [...new Map(answers.map((each) => [each.id, each])).values()].map(answerOf),
      additionals: additionals.map(answerOf),
    }),
    labels,
  );
}

/** Only these are answered, so only these are repeated to a legacy asker. */
function askable(type: string): RecordType {
  return type === 'SRV' || type === 'TXT' || type === 'A' || type === 'AAAA' ? type : 'PTR';
}

/** The codec takes every dot for the end of a label. Inside one stands this instead, as long as a dot in UTF-8. */
const DOT = '\u001f';
function withDots(packet: Buffer, labels: readonly string[]): Buffer {
  for (const label of new Set(labels)) {
    const [wire, wanted] = [label, label.replaceAll(DOT, '.')].map((text) =>
      Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]),
    );
    if (wire === undefined || wanted === undefined || !label.includes(DOT)) continue;
    for (let at = packet.indexOf(wire); at >= 0; at = packet.indexOf(wire, at + 1)) wanted.copy(packet, at);
  }
  return packet;
}

/** A packet whose one name points at itself: a reader that follows it never ends. */
export function compressionLoop(): Buffer {
  const header = Buffer.from('000084000000000100000000', 'hex');
  return Buffer.concat([header, Buffer.from('c00c000c000100001194000002c00c', 'hex')]);
}
