import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { gzipSync } from 'node:zlib';
import type { Enrolment } from '../../../shared/domain/sites/pack.ts';

/** Below this, packing costs more than it saves. */
const GZIP_FROM_BYTES = 1024;
/** Small pieces, so that a slow line shows that it moves. */
const PIECE_BYTES = 16 * 1024;

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** First byte wanted, if not the first of all; the answer must then begin exactly there. */
  readonly fromByte?: number;
  readonly signal: AbortSignal;
  readonly onProgress: () => void;
}

/** What requests go over. */
export interface Wire {
  readonly agent: Agent;
  readonly enrolment: Enrolment;
  /** Without a byte either way for so long, a call is over. */
  readonly idleTimeoutMs: number;
}

/** Sends one request and resolves with the answer's head. Rejects with what Node says, or the signal's reason. */
export function exchange(wire: Wire, asked: Exchange): Promise<IncomingMessage> {
  return attempt(wire, asked).catch((error: unknown) => {
    // The console closed a connection that was kept open, just as it was taken again: nothing was read there.
    if (error instanceof StaleConnection) return attempt(wire, asked);
    throw error;
  });
}

class StaleConnection extends Error {}

function attempt({ agent, enrolment, idleTimeoutMs }: Wire, asked: Exchange): Promise<IncomingMessage> {
  const body = asked.body === undefined ? null : encode(asked.body);
  const request = httpsRequest(`${enrolment.consoleUrl.replace(/\/$/, '')}${asked.path}`, {
    agent,
    method: asked.method,
    signal: asked.signal,
    headers: {
      authorization: `Bearer ${enrolment.device.token}`,
      ...(isPart(asked) ? { range: `bytes=${asked.fromByte}-` } : {}),
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': body.bytes.length }),
      ...(body?.isPacked === true ? { 'content-encoding': 'gzip' } : {}),
    },
  });
  request.setTimeout(idleTimeoutMs, () => {
    request.destroy(Object.assign(new Error('no byte'), { code: 'ETIMEDOUT' }));
  });
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) =>
      reject(request.reusedSocket && isReset(error) ? new StaleConnection() : error),
    );
    writePieces(request, body?.bytes ?? Buffer.alloc(0), asked.onProgress);
  });
}

/** Whether only the rest of a resource is wanted. */
export function isPart({ fromByte = 0 }: Pick<Exchange, 'fromByte'>): boolean {
  return fromByte > 0;
}

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function encode(value: unknown): { readonly bytes: Buffer; readonly isPacked: boolean } {
  const plain = Buffer.from(JSON.stringify(value), 'utf8');
  return plain.length < GZIP_FROM_BYTES
    ? { bytes: plain, isPacked: false }
    : { bytes: gzipSync(plain), isPacked: true };
}

/** Writes as fast as the line takes it. Ends when the request does, whichever way. */
function writePieces(request: ClientRequest, bytes: Buffer, onProgress: () => void): void {
  let offset = 0;
  const next = (): void => {
    while (offset < bytes.length) {
      if (request.destroyed) return;
      const piece = bytes.subarray(offset, offset + PIECE_BYTES);
      offset += piece.length;
      if (!request.write(piece)) {
        request.once('drain', () => {
          onProgress();
          next();
        });
        return;
      }
    }
    request.end();
  };
  next();
}
