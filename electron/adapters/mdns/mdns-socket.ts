/** The UDP socket of one link. Every call that can throw when an interface goes away is caught here. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { NetworkInterface } from '../../discovery/discovery-ports.ts';

const GROUP = '224.0.0.251';
/** RFC 6762 §11: all mDNS packets are sent with this hop count. */
const HOP_LIMIT = 255;

export interface MdnsSocket {
  /** Port 5353 was taken: answers come to our own port, to our questions only (RFC 6762 §6.7). */
  readonly isOneShot: boolean;
  /** To the group. A failure goes to `fail`, never to the caller. */
  send(packet: Uint8Array): void;
  close(): Promise<void>;
}
export interface MdnsSocketEvents {
  receive(bytes: Uint8Array, from: RemoteInfo): void;
  fail(error: unknown): void;
}

/**
 * Joins the group on the interface, on the mDNS port shared with whoever has it, or else on a port of its own.
 * Null when the system allows neither.
 */
export async function openMdnsSocket(
  place: NetworkInterface,
  port: number,
  { receive, fail }: MdnsSocketEvents,
): Promise<MdnsSocket | null> {
  const shared = await bound({ port, address: '0.0.0.0' }, (socket) => {
    socket.addMembership(GROUP, place.address);
    aim(socket, place);
  });
  const socket = shared ?? (await bound({ port: 0, address: place.address }, (own) => aim(own, place)));
  if (socket === null) return null;
  socket.on('error', fail);
  socket.on('message', receive);
  return {
    isOneShot: shared === null,
    send: (packet) => {
      try {
        socket.send(packet, port, GROUP, (error) => {
          if (error !== null) fail(error);
        });
      } catch (error) {
        // Expected here: the system closed the socket between two sends.
        fail(error);
      }
    },
    close: () => closed(socket),
  };
}

function aim(socket: Socket, place: NetworkInterface): void {
  socket.setMulticastInterface(place.address);
  socket.setMulticastTTL(HOP_LIMIT);
  socket.setMulticastLoopback(true);
}

/** A bound and prepared socket, or null when the system refuses any of it. */
function bound(
  where: { readonly port: number; readonly address: string },
  prepare: (socket: Socket) => void,
): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: where.port !== 0 });
    const giveUp = (): void => {
      socket.removeAllListeners();
      // A late error of a socket that is being closed concerns nobody.
      socket.on('error', () => {});
      void closed(socket).then(() => resolve(null));
    };
    socket.once('error', giveUp);
    socket.bind(where, () => {
      try {
        prepare(socket);
        socket.removeListener('error', giveUp);
        resolve(socket);
      } catch {
        // Expected here: EADDRNOTAVAIL, ENODEV and their kind, when the interface has just gone.
        giveUp();
      }
    });
  });
}

function closed(socket: Socket): Promise<void> {
  socket.removeAllListeners('message');
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      // Expected here: it was closed already.
      resolve();
    }
  });
}
