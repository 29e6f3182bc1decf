/** Multicast DNS over one family of one interface: its socket and what is let in. A fault of the network only ends this link. */
import type { Clock, Log } from '../../../ports.ts';
import type { MdnsPacket, MdnsRecord } from '../packet/mdns-packet.ts';
import { readPacket } from '../packet/mdns-packet.ts';
import type { Hearing } from './hearing.ts';
import type { LinkSide } from './link-side.ts';
import { type MdnsSocket, type OpenUdpSocket, openMdnsSocket, type SocketKind } from './mdns-socket.ts';
import type { PacketBudget } from './packet-budget.ts';
import type { Door, Switchboard } from './switchboard.ts';

export interface LinkPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: OpenUdpSocket;
  readonly port: number;
  readonly budget: PacketBudget;
  readonly hearing: Hearing;
  readonly switchboard: Switchboard;
  /** What a responder on this link said. */
  readonly onRecords: (records: readonly MdnsRecord[], source: string) => void;
  /** What somebody else on this link asked everybody. */
  readonly onQuery: (query: MdnsPacket & { readonly kind: 'query' }) => void;
}
export interface MdnsLink {
  readonly side: LinkSide;
  readonly kind: SocketKind;
  /** Since then; aborted once the network took the socket away or it was closed. */
  readonly openedAtMs: number;
  readonly signal: AbortSignal;
  /** Whether what it sent came back, as far as that can be known by now. */
  isHeard(): boolean;
  /** Sends to the group, or gives up without a word when the link is over. */
  send(packets: readonly Uint8Array[]): void;
  close(): Promise<void>;
}

/** Answers to a one-shot query promise 10 s at most (§6.7); kept for as long as host records usually live. */
const ONE_SHOT_TTL_MS = 120_000;
/** This packet did not go out, and the next may; until then others can be heard. */
const passingErrors = ['EPERM', 'EACCES', 'ENOBUFS', 'EAGAIN', 'EMSGSIZE', 'ENOMEM'];

/** Opens a link; gives the system's error code when it does not allow that. */
export async function openMdnsLink(
  side: LinkSide,
  kind: SocketKind,
  ports: LinkPorts,
): Promise<MdnsLink | string> {
  const { clock, log, hearing, open, port } = ports;
  const stop = new AbortController();
  const fail = (error: unknown): void => {
    if (stop.signal.aborted) return;
    hearing.lost(codeOf(error));
    log.warn('mdns link lost', {
      interface: side.interfaceName,
      family: side.family,
      reason: codeOf(error),
    });
    stop.abort(new Error('mdns link lost', { cause: error }));
  };
  const door = createDoor(side, kind, ports);
  const letIn: Door = (bytes, from) => {
    if (!stop.signal.aborted) door(bytes, from);
  };
  // A port of its own gets only its own answers.
  const receive: Door = kind === 'shared' ? ports.switchboard.route : letIn;
  let socket: MdnsSocket;
  try {
    socket = await openMdnsSocket({ open, kind, port }, side, { receive, fail });
  } catch (error) {
    // Expected here: whatever the system says of a port that is taken or an interface that has just gone.
    return codeOf(error);
  }
  hearing.opened(kind);
  if (kind === 'shared') stop.signal.addEventListener('abort', ports.switchboard.join(side, letIn));
  const send = (packet: Uint8Array): void => {
    hearing.sent(packet, clock.now());
    socket.send(packet, (error) => {
      if (error === null) return;
      if (passingErrors.includes(codeOf(error))) hearing.unsent(codeOf(error));
      else fail(error);
    });
  };
  return {
    ...{ side, kind, openedAtMs: clock.now(), signal: stop.signal },
    isHeard: () => !hearing.isDoubtful(clock.now()),
    send: (packets) => {
      for (const packet of packets) if (!stop.signal.aborted) send(packet);
    },
    close: async () => {
      stop.abort(new Error('mdns link closed'));
      await socket.close();
    },
  };
}

/** Lets in what is said on this very link, as far as the budget allows and it can be read. */
function createDoor(side: LinkSide, kind: SocketKind, ports: LinkPorts): Door {
  const { clock, hearing, budget, port, onRecords, onQuery } = ports;
  return (bytes, from) => {
    if (!side.isOnLink(from.address)) return;
    const isOwn = side.isOwn(from.address);
    if (isOwn && from.port === port && hearing.cameBack(bytes)) return;
    if (!budget.take(from.address, bytes.length, clock.now())) {
      hearing.count('dropped');
      return;
    }
    const packet = readPacket(bytes);
    if (packet === null) hearing.count('malformed');
    else if (!isOwn || side.isOnLink('127.0.0.1')) hearing.count('ofOthers');
    // §6.7 and §11: only what comes from the mDNS port is spoken to all.
    if (packet === null || from.port !== port) return;
    if (packet.kind === 'query') onQuery(packet);
    if (packet.kind === 'response' && packet.records.length > 0)
      onRecords(kind === 'one-shot' ? packet.records.map(keptLonger) : packet.records, from.address);
  };
}

function keptLonger(record: MdnsRecord): MdnsRecord {
  return record.ttlMs === 0 ? record : { ...record, ttlMs: Math.max(record.ttlMs, ONE_SHOT_TTL_MS) };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
