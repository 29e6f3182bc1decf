import { createServer, type Server, type Socket } from 'node:net';
import type { Place } from './addresses.ts';

/**
 * The listening socket of one service, apart from the service itself, so that it can be shut (connection refused)
 * and opened again while the service behind it keeps its state.
 */
export interface StreetDoor {
  readonly place: Place;
  isOpen(): boolean;
  /** Does nothing when it is open already. Throws what `listen` throws, for example EADDRINUSE. */
  open(): Promise<void>;
  /** Refuses new callers and cuts the present ones. */
  shut(): Promise<void>;
}

/** Opens a door at `place`; every caller's socket goes to `welcome`. Port 0 takes any free port and keeps it. */
export async function openStreetDoor(place: Place, welcome: (socket: Socket) => void): Promise<StreetDoor> {
  const callers = new Set<Socket>();
  let port = place.port;
  let server: Server | null = null;
  const open = async () => {
    if (server !== null) return;
    const opened = createServer((socket) => {
      callers.add(socket);
      socket.once('close', () => callers.delete(socket));
      // A caller that goes away in the middle is ordinary here.
      socket.on('error', () => undefined);
      welcome(socket);
    });
    server = opened;
    try {
      port = await listening(opened, { address: place.address, port });
    } catch (error) {
      server = null;
      throw error;
    }
  };
  await open();
  return {
    get place() {
      return { address: place.address, port };
    },
    isOpen: () => server !== null,
    open,
    shut: async () => {
      const closing = server;
      if (closing === null) return;
      server = null;
      const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
      for (const caller of callers) caller.destroy();
      await closed;
    },
  };
}

function listening(server: Server, { address, port }: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port }, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(bound !== null && typeof bound === 'object' ? bound.port : port);
    });
  });
}
