/** A network segment in memory: hosts with one interface `eth0` each, datagram sockets as strict as the system's. */
import type { RemoteInfo } from 'node:dgram';
import { EventEmitter } from 'node:events';
import type { OpenUdpSocket, UdpSocket } from '../../../electron/adapters/mdns/link/mdns-socket.ts';
import type { NetworkInterface } from '../../../electron/discovery/discovery-ports.ts';

export type UdpStep =
  | 'create'
  | 'bind'
  | 'addMembership'
  | 'setMulticastInterface'
  | 'setRecvBufferSize'
  | 'send';
export interface SegmentHost {
  readonly open: OpenUdpSocket;
  readonly interface: NetworkInterface;
  /** What the system answers to each step of a family from now on; null puts it in order. */
  refuse(family: 'udp4' | 'udp6', step: UdpStep, code: string | null): void;
  /** Whether packets of its own come back to it, as a firewall decides. */
  hearsItself: boolean;
  /** Sockets that are open now. */
  readonly sockets: number;
}
export interface SentPacket {
  readonly from: string;
  readonly bytes: Uint8Array;
}
export interface UdpSegment {
  /** A host with these addresses; an IPv6 one is link-local and written without zone. */
  host(addresses: { readonly ipv4?: string; readonly ipv6?: string }): SegmentHost;
  /** Everything sent to the group. */
  readonly sent: readonly SentPacket[];
  /** Puts a packet on the wire as if this address had sent it to the group from this port. */
  inject(bytes: Uint8Array, from: string, port: number): void;
}

interface Open {
  readonly family: 'IPv4' | 'IPv6';
  readonly reuseAddr: boolean;
  readonly events: EventEmitter;
  readonly joined: Set<string>;
  port: number;
  /** Not yet: the system would send by its default route, which a test must not. */
  isAimed: boolean;
  isClosed: boolean;
}
interface Host {
  readonly ipv4: string;
  readonly ipv6: string;
  readonly open: Set<Open>;
  readonly refusals: Map<string, string>;
  hearsItself: boolean;
}

const FIRST_OWN_PORT = 49_152;

/** A packet on its way. */
interface Packet {
  readonly bytes: Uint8Array;
  readonly from: RemoteInfo;
  /** Address without zone. */
  readonly to: string;
  readonly toPort: number;
}
const GROUPS = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' } as const;

/** Nobody on it yet. */
export function createUdpSegment(): UdpSegment {
  const hosts: Host[] = [];
  const sent: SentPacket[] = [];
  const carry = (packet: Packet, sender: Host | null): void => {
    const { bytes, from, to, toPort } = packet;
    if (to === GROUPS[from.family]) {
      sent.push({ from: from.address, bytes });
      for (const host of hosts)
        if (host !== sender || host.hearsItself)
          for (const socket of host.open)
            if (socket.joined.has(to) && socket.port === toPort) hand(socket, packet);
      return;
    }
    const ears = [...(hosts.find(({ ipv4, ipv6 }) => to === ipv4 || to === ipv6)?.open ?? [])];
    // Of several sockets on one port the one that was bound last gets it.
    const ear = ears.filter((each) => each.port === toPort && each.family === from.family).at(-1);
    if (ear !== undefined) hand(ear, packet);
  };
  return {
    sent,
    inject: (bytes, address, port) => {
      const family = address.includes(':') ? 'IPv6' : 'IPv4';
      const from = { address, port, family, size: bytes.length } as const;
      carry({ bytes: Uint8Array.from(bytes), from, to: GROUPS[family], toPort: port }, null);
    },
    host: ({ ipv4 = '', ipv6 = '' }) => {
      const host: Host = { ipv4, ipv6, open: new Set(), refusals: new Map(), hearsItself: true };
      hosts.push(host);
      return hostOf(host, (packet) => carry(packet, host));
    },
  };
}

function hostOf(host: Host, carry: Carry): SegmentHost {
  return {
    interface: interfaceOf(host),
    open: (options) => openSocket(host, options, carry),
    refuse: (family, step, code) => {
      if (code === null) host.refusals.delete(`${family} ${step}`);
      else host.refusals.set(`${family} ${step}`, code);
    },
    get hearsItself() {
      return host.hearsItself;
    },
    set hearsItself(hears) {
      host.hearsItself = hears;
    },
    get sockets() {
      return host.open.size;
    },
  };
}

function interfaceOf({ ipv4, ipv6 }: Host): NetworkInterface {
  return {
    ...{ name: 'eth0', address: ipv4, subnets: ipv4 === '' ? [] : [`${ipv4}/24`], used: true, why: 'used' },
    ...(ipv6 !== '' && {
      ipv6: { zone: 'eth0', addresses: [`${ipv6}%eth0`], subnets: [`${ipv6}/64`] },
    }),
  };
}

function hand(socket: Open, { bytes, from }: Packet): void {
  queueMicrotask(() => {
    if (!socket.isClosed) socket.events.emit('message', Buffer.from(bytes), from);
  });
}

function refusal(code: string, step: string): Error {
  return Object.assign(new Error(`${step} ${code}`), { code });
}

type Carry = (packet: Packet) => void;

function openSocket(host: Host, { type, reuseAddr }: Parameters<OpenUdpSocket>[0], carry: Carry): UdpSocket {
  const family = type === 'udp4' ? 'IPv4' : 'IPv6';
  const socket: Open = {
    ...{ family, reuseAddr, events: new EventEmitter(), joined: new Set<string>() },
    ...{ port: 0, isAimed: false, isClosed: false },
  };
  const refused = (step: UdpStep): string | undefined => host.refusals.get(`${type} ${step}`);
  const check = (step: UdpStep, via?: string): void => {
    const code = refused(step);
    if (code !== undefined) throw refusal(code, step);
    if (socket.isClosed) throw refusal('ERR_SOCKET_DGRAM_NOT_RUNNING', step);
    const own = family === 'IPv4' ? host.ipv4 : host.ipv6 && '::%eth0';
    if (via !== undefined && (via !== own || via === '')) throw refusal('EADDRNOTAVAIL', step);
  };
  check('create');
  return {
    ...optionsOf(socket, check),
    on: (event: string, listener: (...values: never[]) => void) =>
      socket.events.on(event, (...values) => listener(...(values as never[]))),
    removeAllListeners: (event) => socket.events.removeAllListeners(event),
    bind: ({ port }, bound) =>
      queueMicrotask(() => {
        const others = [...host.open].filter((other) => other.family === family && other.port === port);
        const isTaken = port !== 0 && others.some((other) => !other.reuseAddr || !reuseAddr);
        const code = refused('bind') ?? (isTaken ? 'EADDRINUSE' : undefined);
        if (code !== undefined) {
          socket.events.emit('error', refusal(code, 'bind'));
          return;
        }
        socket.port = port === 0 ? FIRST_OWN_PORT + host.open.size : port;
        host.open.add(socket);
        bound();
      }),
    send: (bytes, toPort, address, sentIt) => {
      if (socket.isClosed) throw refusal('ERR_SOCKET_DGRAM_NOT_RUNNING', 'send');
      const code = refused('send') ?? (socket.isAimed ? undefined : 'ENETUNREACH');
      const from: RemoteInfo = {
        ...{ address: family === 'IPv4' ? host.ipv4 : `${host.ipv6}%eth0`, port: socket.port },
        ...{ family, size: bytes.length },
      };
      if (code === undefined)
        carry({ bytes: Uint8Array.from(bytes), from, to: address.split('%')[0] ?? '', toPort });
      queueMicrotask(() => sentIt(code === undefined ? null : refusal(code, 'send'), bytes.length));
    },
    close: (closed) => {
      if (socket.isClosed) throw refusal('ERR_SOCKET_DGRAM_NOT_RUNNING', 'close');
      socket.isClosed = true;
      host.open.delete(socket);
      queueMicrotask(closed);
    },
  };
}

function optionsOf(socket: Open, check: (step: UdpStep, via?: string) => void) {
  const isOpen = (): void => {
    if (socket.isClosed) throw refusal('ERR_SOCKET_DGRAM_NOT_RUNNING', 'setsockopt');
  };
  return {
    addMembership: (group: string, via: string): void => {
      check('addMembership', via);
      socket.joined.add(group);
    },
    setMulticastInterface: (via: string): void => {
      check('setMulticastInterface', via);
      socket.isAimed = true;
    },
    ...{ setMulticastTTL: isOpen, setMulticastLoopback: isOpen },
    setRecvBufferSize: (): void => check('setRecvBufferSize'),
  };
}
