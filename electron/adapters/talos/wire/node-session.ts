import type { Transport } from '@connectrpc/connect';
import { createGrpcTransport, type GrpcTransportOptions } from '@connectrpc/connect-node';
import { FailureError } from '../../../../shared/failure/failure.ts';
import { callFailure } from './call-failure.ts';
import { type AcceptPeer, keepConnection } from './kept-connection.ts';
import { ANSWER_LIMIT_BYTES } from './limits.ts';
import type { TlsPlace } from './tls-options.ts';

/** A connection to one node over which calls are made. Whatever a call throws is one of our failures. */
export interface NodeSession {
  readonly address: string;
  readonly transport: Transport;
  /** Of the certificate presented on the newest connection. */
  fingerprint(): string;
  /** Runs one call within a time limit. Throws a `FailureError`, or the signal's own reason. */
  call<T>(
    { name, timeoutMs, signal }: CallName,
    run: (options: { readonly timeoutMs: number; readonly signal?: AbortSignal }) => Promise<T>,
  ): Promise<T>;
  /** An error of a stream, as one of our failures. */
  failureOf(error: unknown, name: string, afterMs: number): Error;
  close(): void;
}

/** What a call is called in a failure, and how long it may take. */
export interface CallName {
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** A call that changes something is never made twice: whether the first one arrived is for the caller to find out. */
  readonly changesSomething?: boolean;
}

/** Connects to a place; `accept` judges the peer of this and of every later connection before anything is sent. */
export async function openSession(
  place: TlsPlace,
  accept: AcceptPeer,
  limit?: AbortSignal,
): Promise<NodeSession> {
  const { address } = place;
  const kept = await keepConnection(place, accept, limit);
  // Given here because Node leaves out the brackets that an IPv6 address needs (seen in Node 20 and 24).
  const authority = new URL(kept.origin).host;
  const sessionManager: NonNullable<GrpcTransportOptions['sessionManager']> = {
    authority: kept.origin,
    request: async (method, path, headers, options) => {
      const pseudo = { ':method': method, ':path': path, ':authority': authority };
      return (await kept.usable()).request({ ...headers, ...pseudo }, options);
    },
    notifyResponseByteRead: () => undefined,
  };
  const failureOf = (error: unknown, call: string, afterMs: number) => {
    const failure = callFailure({ error, fault: kept.fault(), address, call, afterMs });
    // What is still on its way would fill the window of every later call.
    if (failure.failure.code === 'node-answer-too-large') kept.hangUp();
    return failure;
  };
  return {
    address,
    transport: createGrpcTransport({
      baseUrl: kept.origin,
      sessionManager,
      readMaxBytes: ANSWER_LIMIT_BYTES,
      // Talos does not compress, and a small answer that unpacks to a large one is nobody's need.
      acceptCompression: [],
    }),
    fingerprint: kept.fingerprint,
    failureOf,
    async call({ name, timeoutMs, signal, changesSomething = false }, run) {
      const attempt = async (): Promise<Awaited<ReturnType<typeof run>>> => {
        signal?.throwIfAborted();
        try {
          return await run(signal === undefined ? { timeoutMs } : { timeoutMs, signal });
        } catch (error) {
          signal?.throwIfAborted();
          throw failureOf(error, name, timeoutMs);
        }
      };
      // A kept connection may have died without our noticing; only a new one tells what became of the node.
      const wasKept = kept.isUsed();
      try {
        return await attempt();
      } catch (error) {
        if (!wasKept || changesSomething || !isUnreachable(error)) throw error;
        return attempt();
      }
    },
    close: kept.close,
  };
}

function isUnreachable(error: unknown): boolean {
  return error instanceof FailureError && error.failure.code === 'node-unreachable';
}
