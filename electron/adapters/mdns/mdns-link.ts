/** Multicast DNS on one interface: its socket, its queries, its cache. Any fault of the network only ends this link. */
import { isInside, parseIpv4, parseRanges } from '../../../shared/domain/discovery/ipv4.ts';
import { NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
import type { NetworkInterface } from '../../discovery/discovery-ports.ts';
import type { Clock, Log } from '../../ports.ts';
import type { MdnsCache } from './mdns-cache.ts';
import { type MdnsQuestion, type MdnsRecord, readResponse, writeQuery } from './mdns-packet.ts';
import { openMdnsSocket } from './mdns-socket.ts';

/** First query after 20–120 ms, so that many laptops starting together do not speak at once (§5.2). */
const FIRST_DELAY_MS = 20;
const FIRST_DELAY_SPREAD_MS = 100;
const FIRST_INTERVAL_MS = 1000;
/** The RFC allows up to an hour; a person who waits for a box to appear does not. */
const LONGEST_INTERVAL_MS = 60_000;
const TEND_EVERY_MS = 250;
/** Asked at once, then after 1, 2, 4 and 8 s; after that the next announcement must do. */
const MISSING_ATTEMPTS = 5;
/** More packets a second than any lab network has; the rest of a flood is dropped unread. */
const PACKETS_A_SECOND = 1000;
/** Answers to a one-shot query promise 10 s at most (§6.7); kept for as long as host records usually live. */
const ONE_SHOT_TTL_MS = 120_000;

export interface LinkPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly port: number;
  readonly cache: MdnsCache;
  /** Something was heard or has run out. */
  readonly onChange: () => void;
}
export interface MdnsLink {
  /** True once the network took the socket away; the link is then to be replaced. */
  readonly isBroken: boolean;
  close(): Promise<void>;
}

/** Opens a link on the interface; resolves also when nothing can be opened, and is then broken. */
export async function openMdnsLink(place: NetworkInterface, ports: LinkPorts): Promise<MdnsLink> {
  const { clock, log, cache } = ports;
  const subnets = parseRanges(place.subnets);
  const isOnLink = (address: string): boolean => isInside(parseIpv4(address) ?? -1, subnets);
  const stop = new AbortController();
  const meter = createMeter(clock);
  let isBroken = false;
  const fail = (error: unknown): void => {
    if (stop.signal.aborted) return;
    isBroken = true;
    log.warn('mdns link lost', { interface: place.name, reason: codeOf(error) });
    stop.abort(new Error('mdns link lost', { cause: error }));
  };
  const receive = (bytes: Uint8Array, from: { readonly address: string; readonly port: number }): void => {
    // Not ours: another link's packet (the system hands every group member all of them), or not a responder's.
    if (stop.signal.aborted || from.port !== ports.port || !isOnLink(from.address) || !meter.hasRoom())
      return;
    const records = readResponse(bytes);
    if (records === null || records.length === 0) return;
    cache.accept(socket?.isOneShot === true ? records.map(keptLonger) : records, clock.now());
    ports.onChange();
  };
  const socket = await openMdnsSocket(place, ports.port, { receive, fail });
  if (socket === null) fail(new Error('no socket'));
  const send = (questions: readonly MdnsQuestion[], unicast: boolean): void => {
    if (questions.length === 0 || stop.signal.aborted) return;
    const known = questions.some(({ type }) => type === 'PTR') ? cache.knownAnswers(clock.now()) : [];
    socket?.send(writeQuery(questions, known, { unicast }));
  };
  const running = Promise.all([browse(ports, send, stop.signal), tend(ports, send, stop.signal)]);
  return {
    get isBroken() {
      return isBroken;
    },
    close: async () => {
      stop.abort(new Error('mdns link closed'));
      await running;
      await socket?.close();
    },
  };
}

type Send = (questions: readonly MdnsQuestion[], unicast: boolean) => void;

/** Asks for the service type: soon, then ever more rarely. */
async function browse({ clock, random }: LinkPorts, send: Send, signal: AbortSignal): Promise<void> {
  const question = { name: NODE_SERVICE_TYPE, type: 'PTR' } as const;
  let intervalMs = FIRST_INTERVAL_MS;
  try {
    await clock.wait(FIRST_DELAY_MS + random() * FIRST_DELAY_SPREAD_MS, signal);
    // The first may be answered to us alone; beside the system's own responder such answers can get lost.
    for (let unicast = true; ; unicast = false) {
      send([question], unicast);
      await clock.wait(intervalMs, signal);
      intervalMs = Math.min(intervalMs * 2, LONGEST_INTERVAL_MS);
    }
  } catch {
    // Expected here: the signal, when the link closes.
  }
}

/** Drops what has run out, asks for what is missing and for what will run out soon. */
async function tend(ports: LinkPorts, send: Send, signal: AbortSignal): Promise<void> {
  const { clock, cache } = ports;
  const attempts = new Map<string, { count: number; nextAtMs: number }>();
  try {
    for (;;) {
      await clock.wait(TEND_EVERY_MS, signal);
      const nowMs = clock.now();
      cache.expire(nowMs);
      ports.onChange();
      const missing = cache.missing();
      const wanted = new Set(missing.map(keyOf));
      for (const key of attempts.keys()) if (!wanted.has(key)) attempts.delete(key);
      const due = missing.filter((question) => {
        const { count, nextAtMs } = attempts.get(keyOf(question)) ?? { count: 0, nextAtMs: nowMs };
        if (count >= MISSING_ATTEMPTS || nextAtMs > nowMs) return false;
        attempts.set(keyOf(question), { count: count + 1, nextAtMs: nowMs + 2 ** count * 1000 });
        return true;
      });
      for (const questions of inPackets([...due, ...cache.takeRefreshes(nowMs)])) send(questions, false);
    }
  } catch {
    // Expected here: the signal, when the link closes.
  }
}

/** Queries of at most this many questions stay within one Ethernet frame. */
function inPackets(questions: readonly MdnsQuestion[]): readonly (readonly MdnsQuestion[])[] {
  const size = 12;
  return Array.from({ length: Math.ceil(questions.length / size) }, (_, index) =>
    questions.slice(index * size, (index + 1) * size),
  );
}

function keptLonger(record: MdnsRecord): MdnsRecord {
  return record.ttlMs === 0 ? record : { ...record, ttlMs: Math.max(record.ttlMs, ONE_SHOT_TTL_MS) };
}

function createMeter(clock: Clock): { hasRoom(): boolean } {
  let windowStartMs = 0;
  let count = 0;
  return {
    hasRoom: () => {
      const nowMs = clock.now();
      if (Math.abs(nowMs - windowStartMs) >= 1000) [windowStartMs, count] = [nowMs, 0];
      return ++count <= PACKETS_A_SECOND;
    },
  };
}

function keyOf({ name, type }: MdnsQuestion): string {
  return `${type} ${name}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
