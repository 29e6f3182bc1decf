import { connect } from 'node:net';
import type { ProbeOutcome, Prober } from '../../discovery/sweep/sweep-ports.ts';

/**
 * Entries of the neighbour table before the system drops some: Linux' `gc_thresh3` is 1024 and macOS' table is no
 * smaller; Windows limits an interface to 256 (`netsh interface ipv4 show global`).
 */
const NEIGHBOUR_ENTRIES = { win32: 256, other: 1024 } as const;
/** What such a table carries: measured on Linux up to 300, assumed on macOS, derived from its size on Windows. */
const PER_SECOND = { win32: 60, other: 250 } as const;

/**
 * Windows sends a refused SYN again after half a second, twice; so there an address is left before that. From its
 * documentation, not measured.
 */
const WINDOWS_LIMIT_MS = 450;

/** The system's own refusals: it had no port, buffer or file for the attempt. */
const noRoom: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRNOTAVAIL',
  'EAGAIN',
]);

/** Asks by TCP connect: no privilege, one SYN, and a reset instead of a goodbye, so that nothing lingers. */
export function createTcpProber(platform: NodeJS.Platform = process.platform): Prober {
  const family = platform === 'win32' ? 'win32' : 'other';
  return {
    neighbourEntries: NEIGHBOUR_ENTRIES[family],
    perSecondLimit: PER_SECOND[family],
    probe: (address, port, timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const startedMs = performance.now();
        const limitMs = family === 'win32' ? Math.min(timeoutMs, WINDOWS_LIMIT_MS) : timeoutMs;
        const socket = connect({ host: address, port, autoSelectFamily: false });
        const done = (): number => {
          clearTimeout(late);
          signal.removeEventListener('abort', stop);
          // Reset, not FIN: no TIME_WAIT here, no half-open connection there. Before it is connected a reset would
          // wait for the connection, and the system would go on asking meanwhile.
          if (socket.connecting) socket.destroy();
          else socket.resetAndDestroy();
          return performance.now() - startedMs;
        };
        let isAnswered = false;
        const answer = (outcome: ProbeOutcome): void => {
          if (isAnswered) return;
          isAnswered = true;
          resolve({ outcome, tookMs: done() });
        };
        const stop = (): void => {
          isAnswered = true;
          done();
          reject(signal.reason);
        };
        // Timers come before sockets in a turn of the loop. After a long turn of something else the answer may lie
        // there already, so the sockets are heard first.
        const late = setTimeout(() => setImmediate(() => answer('silent')), limitMs);
        signal.addEventListener('abort', stop, { once: true });
        socket.once('connect', () => answer('open'));
        socket.on('error', (error) => answer(outcomeOf(error)));
      }),
  };
}

function outcomeOf(error: Error): ProbeOutcome {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'closed';
  if (code === 'ETIMEDOUT') return 'silent';
  // Everything else (EHOSTUNREACH, ENETUNREACH, EACCES, EPERM): the way there does not exist from here.
  return noRoom.has(code) ? 'no-room' : 'unreachable';
}
