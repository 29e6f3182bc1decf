import { read } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SerialPort } from 'serialport';
import { failed } from '../../../shared/failure/failure.ts';
import type { OpenPort } from '../../serial/serial-ports.ts';
import { lossOf } from './open-failure.ts';

/** What the native binding of this system opens. */
export type SerialBinding = Awaited<ReturnType<(typeof SerialPort)['binding']['open']>>;
type PollingBinding = Extract<SerialBinding, { readonly poller: unknown }>;

const CHUNK_BYTES = 64 * 1024;
const WRITE_TIMEOUT_MS = 5000;
const CLOSE_TIMEOUT_MS = 2000;

const readAsync = promisify(read);

/** The opened binding as the engine uses it. */
export function portOf(path: string, binding: SerialBinding): OpenPort {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let isClosed = false;
  const guarded = async <T>(work: Promise<T>): Promise<T | null> => {
    try {
      return await work;
    } catch (error) {
      // Expected here: the adapter went away, or our own close ended the wait.
      if (isClosed) return null;
      throw lossOf(path, error);
    }
  };
  return {
    read: async () => {
      if (isClosed) return null;
      const bytes = await guarded(
        'poller' in binding ? readPolled(binding, buffer) : readWaiting(binding, buffer),
      );
      return isClosed ? null : bytes;
    },
    write: async (bytes) => {
      const { promise, reject } = Promise.withResolvers<never>();
      const late = failed('serial-failed', { path, detail: `took nothing for ${WRITE_TIMEOUT_MS / 1000} s` });
      const timer = setTimeout(() => reject(late), WRITE_TIMEOUT_MS);
      try {
        const writing = guarded(binding.write(Buffer.from(bytes)));
        await Promise.race([writing, promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    setBaud: async (baudRate) => {
      await guarded(binding.update({ baudRate }));
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      // A port that is gone cannot be closed properly, and needs not be; one that holds bytes back may take 30 s.
      const closing = binding.close().catch(() => undefined);
      await Promise.race([closing, pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    },
  };
}

async function readWaiting(binding: SerialBinding, buffer: Buffer): Promise<Uint8Array> {
  const { bytesRead } = await binding.read(buffer, 0, buffer.length);
  return buffer.subarray(0, bytesRead);
}

/**
 * Reads as the binding does on Linux and macOS, but for one thing: there a port that hung up gives no bytes and no error
 * for ever, and the binding's own `read` would ask again without end (unix-read.ts, `bytesRead === 0`).
 */
async function readPolled(binding: PollingBinding, buffer: Buffer): Promise<Uint8Array> {
  for (;;) {
    const { fd } = binding;
    if (fd === null) throw new Error('EBADF');
    try {
      const { bytesRead } = await readAsync(fd, buffer, 0, buffer.length, null);
      // With VMIN 1 a port that is there gives at least one byte or EAGAIN (termios(3)).
      if (bytesRead === 0) throw new Error('EIO: the port hung up');
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      if (!isNotYet(error)) throw error;
    }
    await new Promise<void>((resolve, reject) => {
      binding.poller.once('readable', (error: Error | null) => (error === null ? resolve() : reject(error)));
    });
  }
}

function isNotYet(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK' || code === 'EINTR';
}
