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

/** One lab node as it announces itself. */
export interface AnnouncedNode {
  /** Shown name of the instance, for example `LAB-EDGE-01`. */
  readonly instance: string;
  /** Without `.local`. */
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

/** A question as a responder needs it. */
export interface HeardQuestion {
  readonly name: string;
  readonly type: string;
  readonly wantsUnicast: boolean;
}
export interface HeardQuery {
  readonly id: number;
  readonly questions: readonly HeardQuestion[];
  /** Instances that the asker knows well enough (§7.1), in lower case. */
  readonly known: ReadonlySet<string>;
}

/** Reads a query; null for answers and for bytes that are no DNS. */
export function readMdnsQuery(bytes: Buffer): HeardQuery | null {
  try {
    const packet = decode(bytes);
    if (packet.type !== 'query') return null;
    const known = (packet.answers ?? []).flatMap((answer) =>
      answer.type === 'PTR' && (answer.ttl ?? 0) >= OTHER_TTL_SECONDS / 2 ? [answer.data.toLowerCase()] : [],
    );
    const questions = (packet.questions ?? []).map(({ name, type, class: inClass }) => ({
      name: name.toLowerCase(),
      type,
      wantsUnicast: String(inClass) === CLASS_IN_UNICAST,
    }));
    return { id: packet.id ?? 0, questions, known: new Set(known) };
  } catch {
    // Strangers share the port; what is no DNS is not for us.
    return null;
  }
}

/** Whether a node has something to say to a question. */
export function isAskedFor(node: AnnouncedNode, { questions, known }: HeardQuery): boolean {
  const instance = instanceName(node).toLowerCase();
  const host = hostName(node).toLowerCase();
  return questions.some(({ name, type }) => {
    const isAny = type === 'ANY';
    if (name === SERVICE_TYPE) return (isAny || type === 'PTR') && !known.has(instance);
    if (name === ALL_TYPES) return (isAny || type === 'PTR') && !known.has(SERVICE_TYPE);
    if (name === instance) return isAny || type === 'SRV' || type === 'TXT';
    return name === host && (isAny || type === 'A');
  });
}

/** The whole beacon of a node as one answer. `lifeSeconds` 0 is a goodbye. */
export function writeBeacon(node: AnnouncedNode, lifeSeconds?: 0): Buffer {
  const ttl = (seconds: number) => lifeSeconds ?? seconds;
  return encode({ type: 'response', id: 0, flags: AUTHORITATIVE, answers: recordsOf(node, ttl, true) });
}

/** The answer to a one-shot question of an ordinary resolver: its id and question again, short lives, no flush bits. */
export function writeLegacyAnswer(node: AnnouncedNode, query: HeardQuery): Buffer {
  return encode({
    type: 'response',
    id: query.id,
    flags: AUTHORITATIVE,
    questions: query.questions.map(({ name, type }) => ({ name, type: knownType(type) })),
    answers: recordsOf(node, () => LEGACY_TTL_SECONDS, false),
  });
}

/** A packet whose one name points at itself: a reader that follows it never ends. */
export function compressionLoop(): Buffer {
  const header = Buffer.from('000084000000000100000000', 'hex');
  return Buffer.concat([header, Buffer.from('c00c000c000100001194000002c00c', 'hex')]);
}

const AUTHORITATIVE = 1 << 10;

function recordsOf(node: AnnouncedNode, ttl: (seconds: number) => number, canFlush: boolean): Answer[] {
  const name = instanceName(node);
  const target = hostName(node);
  // Only records that one responder owns may flush what others hold (§10.2).
  const owned = canFlush ? { flush: true } : {};
  return [
    { type: 'PTR', name: SERVICE_TYPE, ttl: ttl(OTHER_TTL_SECONDS), data: name },
    { type: 'SRV', name, ttl: ttl(HOST_TTL_SECONDS), data: { target, port: node.port }, ...owned },
    { type: 'TXT', name, ttl: ttl(OTHER_TTL_SECONDS), data: stringsOf(node.txt), ...owned },
    { type: 'A', name: target, ttl: ttl(HOST_TTL_SECONDS), data: node.address, ...owned },
    { type: 'PTR', name: ALL_TYPES, ttl: ttl(OTHER_TTL_SECONDS), data: SERVICE_TYPE },
  ];
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

function instanceName({ instance }: AnnouncedNode): string {
  return `${instance}.${SERVICE_TYPE}`;
}
function hostName({ hostname }: AnnouncedNode): string {
  return `${hostname}.local`;
}
/** `isAskedFor` lets only these four and ANY through, which asks for the whole beacon and so for its first record. */
function knownType(type: string): 'PTR' | 'SRV' | 'TXT' | 'A' {
  return type === 'SRV' || type === 'TXT' || type === 'A' ? type : 'PTR';
}
