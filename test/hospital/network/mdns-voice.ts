/** One socket of the announcer: what is said on it, when at the earliest, and never twice within a second. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type Manner, type OwnRecord, type Saying, writeSayings } from './mdns-packets.ts';

/** Where nodes speak. */
export type VoicePlace =
  | { readonly family: 'ipv4'; readonly address: string }
  /** `zone`: the interface's name. */
  | { readonly family: 'ipv6'; readonly zone: string };

/** RFC 6762 §11. */
const HOP_LIMIT = 255;
/** RFC 6762 §6: a record is multicast at most once a second; to defend it against a prober four times. */
const ONCE_IN_MS = 1000;
const DEFEND_ONCE_IN_MS = 250;
const GROUPS = { ipv4: '224.0.0.251', ipv6: 'ff02::fb' } as const;

export interface Voice {
  onPacket(listener: (bytes: Buffer, from: RemoteInfo) => void): void;
  /** Says it to all as soon as may be; what is due together goes out together. */
  multicastIn(delayMs: number, sayings: readonly Saying[], isDefence?: boolean): void;
  /** Says it to all at once, whatever was said before: announcements and goodbyes. */
  multicastNow(sayings: readonly Saying[], manner: 'multicast' | 'goodbye', isWhole: boolean): void;
  unicast(sayings: readonly Saying[], manner: Manner, to: RemoteInfo): void;
  /** Bytes of any kind to the group. */
  raw(bytes: Buffer): void;
  /** When the record was last said to all, in milliseconds since 1970; 0 for never. */
  saidAtMs(record: OwnRecord): number;
  /** Whether a packet is one that this voice has just sent. */
  isOwn(bytes: Buffer): boolean;
  close(): Promise<void>;
}

/** Packets that may still be on their way back to us. */
const REMEMBERED = 500;

/** Opens the socket and joins the group. `isSilent` is asked before each packet. */
export async function openVoice(place: VoicePlace, port: number, isSilent: () => boolean): Promise<Voice> {
  const socket = await boundSocket(place, port);
  const group = place.family === 'ipv4' ? GROUPS.ipv4 : `${GROUPS.ipv6}%${place.zone}`;
  const said = new Map<string, number>();
  const pending = new Map<string, { readonly saying: Saying; readonly dueAtMs: number }>();
  const own = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const send = (packet: Buffer, toPort: number, address: string): void => {
    if (isSilent()) return;
    if (address === group) remember(own, packet);
    // The asker may be gone; the network has no one to tell.
    socket.send(packet, toPort, address, () => undefined);
  };
  const sayAll = (sayings: readonly Saying[], manner: 'multicast' | 'goodbye', isWhole: boolean): void => {
    for (const packet of writeSayings(sayings, manner, isWhole)) send(packet, port, group);
    for (const { id } of sayings.flat()) said.set(id, Date.now());
  };
  const flush = (): void => {
    const due = [...pending].filter(([, { dueAtMs }]) => dueAtMs <= Date.now());
    for (const [id] of due) pending.delete(id);
    if (due.length > 0)
      sayAll(
        due.map(([, { saying }]) => saying),
        'multicast',
        false,
      );
    arm();
  };
  const arm = (): void => {
    clearTimeout(timer);
    const next = Math.min(...[...pending.values()].map(({ dueAtMs }) => dueAtMs));
    if (Number.isFinite(next)) timer = setTimeout(flush, Math.max(1, next - Date.now())).unref();
  };
  return {
    onPacket: (listener) => socket.on('message', listener),
    saidAtMs: ({ id }) => said.get(id) ?? 0,
    isOwn: (bytes) => own.has(bytes.toString('latin1')),
    raw: (bytes) => send(bytes, port, group),
    multicastNow: sayAll,
    multicastIn: (delayMs, sayings, isDefence = false) => {
      const pauseMs = isDefence ? DEFEND_ONCE_IN_MS : ONCE_IN_MS;
      for (const saying of sayings) {
        const [{ id }] = saying;
        const dueAtMs = Math.max(Date.now() + delayMs, (said.get(id) ?? 0) + pauseMs);
        const waiting = pending.get(id);
        if (waiting === undefined || waiting.dueAtMs > dueAtMs) pending.set(id, { saying, dueAtMs });
      }
      arm();
    },
    unicast: (sayings, manner, to) => {
      for (const packet of writeSayings(sayings, manner)) send(packet, to.port, to.address);
    },
    close: async () => {
      clearTimeout(timer);
      await flushed(socket, place);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

function remember(own: Set<string>, packet: Buffer): void {
  own.add(packet.toString('latin1'));
  const [oldest] = own;
  if (own.size > REMEMBERED && oldest !== undefined) own.delete(oldest);
}

function boundSocket(place: VoicePlace, port: number): Promise<Socket> {
  const isIpv4 = place.family === 'ipv4';
  const via = isIpv4 ? place.address : `::%${place.zone}`;
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIpv4 ? 'udp4' : 'udp6', reuseAddr: true, ipv6Only: !isIpv4 });
    socket.once('error', reject);
    // Group packets arrive only at sockets bound to the group or to every address; what is sent leaves by `via`.
    socket.bind({ port, address: isIpv4 ? '0.0.0.0' : '::', exclusive: false }, () => {
      socket.addMembership(GROUPS[place.family], via);
      socket.setMulticastInterface(via);
      socket.setMulticastTTL(HOP_LIMIT);
      socket.setMulticastLoopback(true);
      resolve(socket);
    });
  });
}

/** Sends are handed to the system in order, so one more that is done means that all before it are. */
function flushed(socket: Socket, { family }: VoicePlace): Promise<void> {
  const self = family === 'ipv4' ? '127.0.0.1' : '::1';
  return new Promise((resolve) => socket.send(Buffer.alloc(0), 9, self, () => resolve()));
}
