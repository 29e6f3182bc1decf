import type { OpenPort, SerialSystem } from '../../../electron/serial/serial-ports.ts';
import type { Baud } from '../../../shared/domain/serial/follow-baud.ts';
import type { PortFound } from '../../../shared/domain/serial/sort-ports.ts';
import { type FailureError, failed } from '../../../shared/failure/failure.ts';
import { atWrongRate } from './at-wrong-rate.ts';

/** An adapter with a machine behind it, as strict as the real thing: it keeps nothing for who listens later. */
export interface FakeAdapter {
  /** The machine prints. At another rate than the port's, what arrives is noise. */
  print(data: string | Uint8Array): void;
  /** What the machine was sent so far, as text. */
  received(): string;
  /** The rate that the port is set to; null while it is closed. */
  baud(): Baud | null;
  pull(): void;
  /** Puts it back, in another socket if `path` is given. */
  plug(path?: string): void;
  /** What the system says to whoever opens it; null for nothing. */
  refuse(failure: FailureError | null): void;
}
export interface FakeSerial extends SerialSystem {
  /** Plugs an adapter in. `rate` is the one that its machine prints at; `isListed: false` for a link or a pseudo-terminal. */
  adapter(
    found: Partial<PortFound> & { readonly path: string },
    more?: { readonly rate?: Baud; readonly isListed?: boolean },
  ): FakeAdapter;
  /** How often the ports were listed. */
  readonly listed: number;
}

interface Socket {
  found: PortFound;
  readonly isListed: boolean;
  isPlugged: boolean;
  refusal: FailureError | null;
  port: FakePort | null;
  received: string;
}
interface FakePort extends OpenPort {
  readonly baud: Baud;
  deliver(bytes: Uint8Array): void;
  lose(): void;
}

/** As much as one read gives. */
const CHUNK_BYTES = 64 * 1024;

/** Ports of a laptop, in memory. */
export function createFakeSerial(): FakeSerial {
  const sockets: Socket[] = [];
  let listed = 0;
  return {
    get listed() {
      return listed;
    },
    list: async () => {
      listed += 1;
      return sockets.filter(({ isPlugged, isListed }) => isPlugged && isListed).map(({ found }) => found);
    },
    open: async (path, baud) => {
      const socket = sockets.find(({ found, isPlugged }) => isPlugged && found.path === path);
      if (socket === undefined) throw failed('serial-unknown', { path });
      if (socket.refusal !== null) throw socket.refusal;
      if (socket.port !== null) throw failed('serial-busy', { path });
      socket.port = openFake(socket, baud);
      return socket.port;
    },
    adapter: (found, { rate = 115_200, isListed = true } = {}) => {
      const socket: Socket = {
        found: { maker: null, serialNumber: null, product: null, ...found },
        ...{ isListed, isPlugged: true, refusal: null, port: null, received: '' },
      };
      sockets.push(socket);
      return adapterOf(socket, rate);
    },
  };
}

function adapterOf(socket: Socket, rate: Baud): FakeAdapter {
  return {
    print: (data) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      const { port } = socket;
      port?.deliver(port.baud === rate ? bytes : atWrongRate(bytes));
    },
    received: () => socket.received,
    baud: () => socket.port?.baud ?? null,
    pull: () => {
      socket.isPlugged = false;
      socket.port?.lose();
      socket.port = null;
    },
    plug: (path) => {
      socket.isPlugged = true;
      if (path !== undefined) socket.found = { ...socket.found, path };
    },
    refuse: (failure) => {
      socket.refusal = failure;
    },
  };
}

function openFake(socket: Socket, first: Baud): FakePort {
  const { path } = socket.found;
  let baud = first;
  let arrived: Uint8Array[] = [];
  let state: 'open' | 'closed' | 'gone' = 'open';
  let wake: () => void = () => undefined;
  const need = (): void => {
    if (state === 'gone') throw failed('serial-vanished', { path });
  };
  return {
    get baud() {
      return baud;
    },
    deliver: (bytes) => {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) arrived.push(bytes.slice(at, at + CHUNK_BYTES));
      wake();
    },
    lose: () => {
      state = 'gone';
      wake();
    },
    read: async () => {
      while (arrived.length === 0 && state === 'open') {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (state === 'closed') return null;
      const bytes = arrived.shift();
      if (bytes === undefined) need();
      return bytes ?? null;
    },
    write: async (bytes) => {
      need();
      socket.received += new TextDecoder().decode(bytes);
    },
    setBaud: async (next) => {
      need();
      baud = next;
      // What was sampled at the old rate is thrown away with it.
      arrived = [];
    },
    close: async () => {
      if (state === 'open') {
        state = 'closed';
        socket.port = null;
      }
      wake();
    },
  };
}
