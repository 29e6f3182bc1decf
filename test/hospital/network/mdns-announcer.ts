/**
 * Speaks for all lab nodes, as a responder by RFC 6762 that does not probe: answers together what is asked together,
 * leaves out what the asker knows, and settles with others who claim the same name. `startMdnsAnnouncer` is the one
 * function you want.
 */
import type { RemoteInfo } from 'node:dgram';
import { answersTo } from './mdns-answers.ts';
import { outcomeOf, renamed } from './mdns-conflict.ts';
import {
  type AnnouncedNode,
  compressionLoop,
  type HeardPacket,
  type OwnRecord,
  readMdnsPacket,
  recordsOf,
  type Saying,
} from './mdns-packets.ts';
import { type MdnsTrouble, mdnsTroubleSchema, troubled } from './mdns-trouble.ts';
import { openVoice, type Voice, type VoicePlace } from './mdns-voice.ts';

/** The one interface that we may speak on unless a test owns another. */
const loopback: VoicePlace = { family: 'ipv4', address: '127.0.0.1' };
/** RFC 6762 §8.3: at least two announcements, one second apart. */
const SECOND_ANNOUNCEMENT_MS = 1000;
/** RFC 6762 §6: answers that several may give wait 20 to 120 ms, after a truncated question 400 to 500 ms (§7.2). */
const ANSWER_DELAY_MS = 20;
const TRUNCATED_DELAY_MS = 400;
const DELAY_SPREAD_MS = 100;
/** Until a quarter of its life a record is fresh in all caches, and one who asks alone is answered alone (§5.4). */
const FRESH_SHARE = 0.25;

export interface MdnsAnnouncer {
  readonly trouble: MdnsTrouble;
  /** Everything not named is put in order. All nodes are announced anew. */
  setTrouble(trouble: Partial<MdnsTrouble>): void;
  /** Announces a node, or what has changed of it. `key` is the caller's name for it. */
  announce(key: string, node: AnnouncedNode): void;
  /** Says goodbye, as a node that is shut down does. */
  withdraw(key: string): void;
  /** Is silent about it from now on, as a node whose cable is pulled. */
  forget(key: string): void;
  /** Says goodbye for all. */
  stop(): Promise<void>;
}

interface Announced {
  readonly node: AnnouncedNode;
  readonly records: readonly OwnRecord[];
}

/** `port` is 5353 unless tests that run side by side must not hear each other; `places` is loopback unless given. */
export async function startMdnsAnnouncer(
  port: number,
  places: readonly VoicePlace[] = [loopback],
): Promise<MdnsAnnouncer> {
  const nodes = new Map<string, Announced>();
  const timers = createTimers();
  let trouble = mdnsTroubleSchema.parse({});
  const voices = await Promise.all(places.map((place) => openVoice(place, port, () => trouble.silent)));
  const due = new Map<string, Announced>();
  /** What is announced in one go is said together. */
  const sayDue = (): void => {
    const entries = [...due].filter(([key, entry]) => nodes.get(key) === entry).map(([, entry]) => entry);
    due.clear();
    for (const voice of entries.length > 0 ? voices : []) {
      if (trouble.compressionLoop) voice.raw(compressionLoop());
      voice.multicastNow(wholeOf(entries), 'multicast', true);
    }
  };
  const sayOnce = (key: string, entry: Announced): void => {
    if (due.size === 0) setImmediate(sayDue);
    due.set(key, entry);
  };
  const announce = (key: string, node: AnnouncedNode): void => {
    const entry = { node, records: recordsOf(troubled(node, trouble)) };
    nodes.set(key, entry);
    sayOnce(key, entry);
    timers.later(SECOND_ANNOUNCEMENT_MS, () => {
      if (nodes.get(key) === entry) sayOnce(key, entry);
    });
  };
  const settle = (packet: HeardPacket): void => {
    for (const [key, { node, records }] of nodes) {
      const outcome = outcomeOf(records, packet.answers);
      if (outcome === 'lost') announce(key, renamed(node));
      else if (outcome === 'won') for (const voice of voices) voice.multicastIn(0, sayingsOf(records), true);
    }
  };
  const sayGoodbye = (entries: readonly Announced[]): void => {
    if (entries.length > 0) for (const voice of voices) voice.multicastNow(wholeOf(entries), 'goodbye', true);
  };
  for (const voice of voices)
    hear(voice, port, { nodes: () => [...nodes.values()].map(({ records }) => records), settle, timers });
  return {
    get trouble() {
      return trouble;
    },
    setTrouble: (wanted) => {
      trouble = mdnsTroubleSchema.parse(wanted);
      for (const [key, { node }] of nodes) announce(key, node);
    },
    announce,
    withdraw: (key) => {
      const entry = nodes.get(key);
      nodes.delete(key);
      sayGoodbye(entry === undefined ? [] : [entry]);
    },
    forget: (key) => void nodes.delete(key),
    stop: async () => {
      sayGoodbye([...nodes.values()]);
      nodes.clear();
      timers.clear();
      await Promise.all(voices.map((voice) => voice.close()));
    },
  };
}

/** All records of each node together. */
function wholeOf(entries: readonly Announced[]): readonly Saying[] {
  return entries.flatMap(({ records: [first, ...others] }): Saying[] =>
    first === undefined ? [] : [[first, ...others]],
  );
}
/** Each unique record by itself. */
function sayingsOf(records: readonly OwnRecord[]): readonly Saying[] {
  return records.filter(({ isUnique }) => isUnique).map((record): Saying => [record]);
}

interface Ears {
  readonly nodes: () => readonly (readonly OwnRecord[])[];
  readonly settle: (packet: HeardPacket) => void;
  readonly timers: ReturnType<typeof createTimers>;
}

/** Answers on a voice what is asked on it. */
function hear(voice: Voice, port: number, { nodes, settle, timers }: Ears): void {
  /** Known answers that go on in further packets, by asker. */
  const waiting = new Map<string, HeardPacket['answers'][number][]>();
  voice.onPacket((bytes, from) => {
    const packet = readMdnsPacket(bytes);
    if (packet === null || voice.isOwn(bytes)) return;
    if (!packet.isQuery) {
      // §11: nobody who speaks for all speaks from another port.
      if (from.port === port) settle(packet);
      return;
    }
    waiting.get(from.address)?.push(...packet.answers);
    if (packet.questions.length === 0) return;
    const known = [...packet.answers];
    if (packet.isTruncated) waiting.set(from.address, known);
    const delayMs =
      (packet.isTruncated ? TRUNCATED_DELAY_MS : ANSWER_DELAY_MS) + Math.random() * DELAY_SPREAD_MS;
    timers.later(delayMs, () => {
      if (waiting.get(from.address) === known) waiting.delete(from.address);
      answer(voice, port, { packet, from, sayings: answersTo(nodes(), packet.questions, known) });
    });
  });
}

function answer(
  voice: Voice,
  port: number,
  {
    packet,
    from,
    sayings,
  }: { readonly packet: HeardPacket; readonly from: RemoteInfo; readonly sayings: readonly Saying[] },
): void {
  if (sayings.length === 0) return;
  if (from.port !== port) {
    voice.unicast(sayings, { legacy: packet }, from);
    return;
  }
  const wantsUnicast = packet.questions.every((question) => question.wantsUnicast);
  const isFresh = ([record]: Saying): boolean =>
    Date.now() - voice.saidAtMs(record) < record.ttlSeconds * 1000 * FRESH_SHARE;
  const alone = wantsUnicast ? sayings.filter(isFresh) : [];
  if (alone.length > 0) voice.unicast(alone, 'multicast', from);
  voice.multicastIn(
    0,
    sayings.filter((saying) => !alone.includes(saying)),
  );
}

/** Timers that do not keep the program alive and can all be cleared. */
function createTimers() {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later: (delayMs: number, run: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, delayMs).unref();
      timers.add(timer);
    },
    clear: (): void => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
