import { createServer, type Server } from 'node:net';

/** Three octets of loopback that no other hospital on this machine has, and a port for beacons that goes with them. */
export interface ClaimedBase {
  readonly base: string;
  /** One to one with the base; below the ports that systems give away by themselves. */
  readonly mdnsPort: number;
  stop(): Promise<void>;
}

/** `127.128.0` to `127.191.255`; the bases that tests name themselves lie below. */
const FIRST_OCTET = 128;
const BASES = 64 * 256;
const FIRST_MDNS_PORT = 16_384;
/** Whoever listens here has the base; nothing of a hospital is at `.3`. */
const LOCK = { host: 3, port: 8098 } as const;
/** An odd step visits every base once. */
const STEP = 40_503;

let claims = 0;

/**
 * Claims a base by listening in it, which only one program can, so that hospitals of several runs and checkouts never
 * meet. Where it begins to look follows from the process, so that the next run does not get the same one again.
 */
export async function claimBase(): Promise<ClaimedBase> {
  for (let attempt = 0; attempt < BASES; attempt++) {
    claims += 1;
    const index = (process.pid * STEP + claims) % BASES;
    const base = `127.${FIRST_OCTET + (index >> 8)}.${index & 0xff}`;
    const lock = await listen(`${base}.${LOCK.host}`, LOCK.port);
    if (lock === null) continue;
    return {
      ...{ base, mdnsPort: FIRST_MDNS_PORT + index },
      stop: () => new Promise((resolve) => lock.close(() => resolve())),
    };
  }
  throw new Error('every base for a hospital is taken');
}

/** Null when somebody listens there already. */
function listen(host: string, port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}
