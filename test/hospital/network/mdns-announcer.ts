import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { z } from 'zod';
import {
  type AnnouncedNode,
  compressionLoop,
  type HeardQuery,
  isAskedFor,
  readMdnsQuery,
  writeBeacon,
  writeLegacyAnswer,
} from './mdns-packets.ts';

/** What can be wrong with the announcements. Everything left out is in order. */
export const mdnsTroubleSchema = z.strictObject({
  /** Nothing is announced or answered, as on networks that filter multicast. */
  silent: z.boolean().default(false),
  /** The TXT of every node carries terminal and line control characters. */
  controlCharacters: z.boolean().default(false),
  /** ... HTML that would run in a careless page. */
  markup: z.boolean().default(false),
  /** ... characters that turn the reading direction, so that text looks like other text. */
  rightToLeft: z.boolean().default(false),
  /** ... 8,000 bytes, which a packet may just hold. */
  longText: z.boolean().default(false),
  /** ... so many bytes that the packet is larger than any may be. */
  oversized: z.boolean().default(false),
  /** Beside each announcement goes a packet whose name points at itself. */
  compressionLoop: z.boolean().default(false),
});
export type MdnsTrouble = z.infer<typeof mdnsTroubleSchema>;

const GROUP = '224.0.0.251';
/** The one interface we may speak on. */
const LOOPBACK = '127.0.0.1';
/** RFC 6762 §11. */
const HOP_LIMIT = 255;
/** RFC 6762 §8.3: at least two announcements, one second apart. */
const SECOND_ANNOUNCEMENT_MS = 1000;
/** RFC 6762 §6: answers that several may give wait 20 to 120 ms. */
const ANSWER_DELAY_MS = 20;
const ANSWER_DELAY_SPREAD_MS = 100;
/** A quarter of the shortest life we announce: until then caches on the link are fresh (§5.4). */
const RECENTLY_MS = 30_000;
const LONG_TEXT_BYTES = 8000;
/** RFC 6762 §17 allows 9,000 bytes for a whole packet. */
const OVERSIZED_BYTES = 9000;

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
  multicastAtMs: number;
}

/** Speaks for all lab nodes on loopback. `port` is 5353 unless tests that run side by side must not hear each other. */
export async function startMdnsAnnouncer(port: number): Promise<MdnsAnnouncer> {
  const nodes = new Map<string, Announced>();
  const timers = createTimers();
  let trouble = mdnsTroubleSchema.parse({});
  const voice = createVoice(await boundSocket(port), port, () => trouble);
  const announceTwice = (key: string, entry: Announced): void => {
    voice.multicast(entry);
    timers.later(SECOND_ANNOUNCEMENT_MS, () => {
      if (nodes.get(key) === entry) voice.multicast(entry);
    });
  };
  voice.onQuery((query, from) => {
    timers.later(ANSWER_DELAY_MS + Math.random() * ANSWER_DELAY_SPREAD_MS, () => {
      for (const entry of nodes.values()) {
        if (isAskedFor(entry.node, query)) voice.answer(entry, query, from);
      }
    });
  });
  const withdraw = (key: string): void => {
    const entry = nodes.get(key);
    if (nodes.delete(key) && entry !== undefined) voice.goodbye(entry);
  };
  return {
    get trouble() {
      return trouble;
    },
    setTrouble: (wanted) => {
      trouble = mdnsTroubleSchema.parse(wanted);
      for (const [key, entry] of nodes) announceTwice(key, entry);
    },
    announce: (key, node) => {
      const entry = { node, multicastAtMs: 0 };
      nodes.set(key, entry);
      announceTwice(key, entry);
    },
    withdraw,
    forget: (key) => void nodes.delete(key),
    stop: async () => {
      for (const key of [...nodes.keys()]) withdraw(key);
      timers.clear();
      await voice.close();
    },
  };
}

/** What is said on the wire, with the trouble in it. */
interface Voice {
  onQuery(listener: (query: HeardQuery, from: RemoteInfo) => void): void;
  multicast(entry: Announced): void;
  answer(entry: Announced, query: HeardQuery, from: RemoteInfo): void;
  goodbye(entry: Announced): void;
  close(): Promise<void>;
}

function createVoice(socket: Socket, port: number, trouble: () => MdnsTrouble): Voice {
  const toGroup = { address: GROUP, port };
  const send = (packet: Buffer, to: { address: string; port: number }): void => {
    // The asker may be gone; the network has no one to tell.
    if (!trouble().silent) socket.send(packet, to.port, to.address, () => undefined);
  };
  const multicast = (entry: Announced): void => {
    entry.multicastAtMs = Date.now();
    if (trouble().compressionLoop) send(compressionLoop(), toGroup);
    send(writeBeacon(troubled(entry.node, trouble())), toGroup);
  };
  return {
    onQuery: (listener) => {
      socket.on('message', (bytes, from) => {
        const query = readMdnsQuery(bytes);
        if (query !== null && query.questions.length > 0) listener(query, from);
      });
    },
    multicast,
    answer: (entry, query, from) => {
      const shown = troubled(entry.node, trouble());
      const isFresh = Date.now() - entry.multicastAtMs < RECENTLY_MS;
      const wantsUnicast = query.questions.every((question) => question.wantsUnicast);
      if (from.port !== port) send(writeLegacyAnswer(shown, query), from);
      else if (isFresh && wantsUnicast) send(writeBeacon(shown), from);
      else multicast(entry);
    },
    goodbye: ({ node }) => send(writeBeacon(troubled(node, trouble()), 0), toGroup),
    close: async () => {
      await flushed(socket);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

/** Timers that do not keep the program alive and can all be cleared. */
function createTimers() {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later: (delayMs: number, work: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, delayMs).unref();
      timers.add(timer);
    },
    clear: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** The node's own TXT comes first, so that a reader that survives the rest still knows the node. */
function troubled(node: AnnouncedNode, trouble: MdnsTrouble): AnnouncedNode {
  const hostile = [
    trouble.controlCharacters ? 'v1.13.9\u0000\u0007\u001b[2J\r\n\u009b31m' : '',
    trouble.markup ? '<img src=x onerror=alert(document.domain)>' : '',
    trouble.rightToLeft ? '\u202e9.31.1v\u2066' : '',
  ].join('');
  const txt = {
    ...node.txt,
    ...(hostile !== '' && { ver: hostile, stage: `${node.txt.stage ?? ''}${hostile}`, note: hostile }),
    ...(trouble.longText && { filler: 'x'.repeat(LONG_TEXT_BYTES) }),
    ...(trouble.oversized && { filler: 'x'.repeat(OVERSIZED_BYTES) }),
  };
  return { ...node, txt };
}

function boundSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.once('error', reject);
    // Group packets arrive only at sockets bound to the group or to every address; what is sent leaves by loopback.
    socket.bind({ port, address: '0.0.0.0', exclusive: false }, () => {
      socket.addMembership(GROUP, LOOPBACK);
      socket.setMulticastInterface(LOOPBACK);
      socket.setMulticastTTL(HOP_LIMIT);
      socket.setMulticastLoopback(true);
      resolve(socket);
    });
  });
}

/** Sends are handed to the system in order, so one more that is done means that all before it are. */
function flushed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.send(Buffer.alloc(0), 9, LOOPBACK, () => resolve()));
}
