/** The UDP socket of one link. Every call that can throw when an interface goes away is caught here. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import type { LinkSide } from './link-side.ts';

/** RFC 6762 §11: all mDNS packets are sent with this hop count. */
const HOP_LIMIT = 255;
/** Room in the system for a burst: two hundred nodes that answer at once. The system may give less. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** The part of Node's datagram socket that is used here. */
export interface UdpSocket {
  bind(where: { readonly port: number; readonly address: string }, bound: () => void): unknown;
  addMembership(group: string, via: string): void;
  setMulticastInterface(via: string): void;
  setMulticastTTL(hops: number): unknown;
  setMulticastLoopback(isOn: boolean): unknown;
  setRecvBufferSize(bytes: number): void;
  send(
    packet: Uint8Array,
    port: number,
    address: string,
    sent: (error: Error | null, bytes: number) => void,
  ): void;
  close(closed: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'message', listener: (bytes: Buffer, from: RemoteInfo) => void): unknown;
  removeAllListeners(event?: string): unknown;
}
/** Makes a socket that is not bound yet; may throw, as when the process has too many files open. */
export type OpenUdpSocket = (options: {
  readonly type: 'udp4' | 'udp6';
  readonly reuseAddr: boolean;
  readonly ipv6Only?: boolean;
}) => UdpSocket;
/** Node's own. */
export const openUdpSocket: OpenUdpSocket = (options) => createSocket(options);

export interface MdnsSocket {
  /** Sends to the group; `done` gets null or the error, and never throws into the caller. */
  send(packet: Uint8Array, done: (error: unknown) => void): void;
  close(): Promise<void>;
}
export interface MdnsSocketEvents {
  receive(bytes: Uint8Array, from: { readonly address: string; readonly port: number }): void;
  fail(error: unknown): void;
}
/** On the mDNS port, shared with whoever else has it; or on a port of its own, for one-shot queries (§6.7). */
export type SocketKind = 'shared' | 'one-shot';

/** A socket that is bound, joined and aimed at the side's interface. Rejects with the system's error. */
export async function openMdnsSocket(
  { open, kind, port }: { readonly open: OpenUdpSocket; readonly kind: SocketKind; readonly port: number },
  side: LinkSide,
  { receive, fail }: MdnsSocketEvents,
): Promise<MdnsSocket> {
  const socket = await bound(open, side, kind === 'shared' ? port : 0);
  let isOpen = true;
  socket.on('error', fail);
  socket.on('message', receive);
  return {
    send: (packet, done) => {
      if (!isOpen) return;
      try {
        socket.send(packet, port, side.group, (error) => {
          if (isOpen) done(error);
        });
      } catch (error) {
        // Expected here: the system closed the socket between two sends.
        done(error);
      }
    },
    close: () => {
      isOpen = false;
      return closed(socket);
    },
  };
}

function bound(open: OpenUdpSocket, side: LinkSide, port: number): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const isShared = port !== 0;
    const socket = open({
      ...(side.family === 'ipv4' ? { type: 'udp4' } : { type: 'udp6', ipv6Only: true }),
      reuseAddr: isShared,
    });
    const giveUp = (error: unknown): void => {
      void closed(socket).then(() => reject(error));
    };
    socket.on('error', giveUp);
    try {
      socket.bind({ port, address: side.any }, () => {
        try {
          aim(socket, side, isShared);
          socket.removeAllListeners('error');
          resolve(socket);
        } catch (error) {
          // Expected here: EADDRNOTAVAIL, ENODEV and their kind, when the interface has just gone.
          giveUp(error);
        }
      });
    } catch (error) {
      // Expected here: the process has no room for another socket.
      giveUp(error);
    }
  });
}

function aim(socket: UdpSocket, { group, via }: LinkSide, isShared: boolean): void {
  if (isShared) socket.addMembership(group.split('%')[0] ?? group, via);
  socket.setMulticastInterface(via);
  socket.setMulticastTTL(HOP_LIMIT);
  socket.setMulticastLoopback(true);
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // Expected here: a system that gives no more room. What it gives by itself does for most labs.
  }
}

function closed(socket: UdpSocket): Promise<void> {
  socket.removeAllListeners('message');
  socket.removeAllListeners('error');
  // A late error of a socket that is being closed concerns nobody.
  socket.on('error', () => {});
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      // Expected here: it was closed already, or never bound.
      resolve();
    }
  });
}
