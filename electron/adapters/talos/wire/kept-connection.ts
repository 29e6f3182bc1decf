import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { failed } from '../../../../shared/failure/failure.ts';
import { connectTls, type Peer } from './connect-tls.ts';
import { type TlsPlace, withoutZone } from './tls-options.ts';

/** An HTTP/2 connection that is made anew when it broke, with the same judgement of the peer each time. */
export interface KeptConnection {
  readonly origin: string;
  /** A live connection. Throws what connecting throws; several callers share one attempt. */
  usable(): Promise<ClientHttp2Session>;
  /** Of the certificate presented on the newest connection. */
  fingerprint(): string;
  /** Whether the newest connection has carried a call before: it may have died since. */
  isUsed(): boolean;
  /** Why the newest connection broke; null while it lives. */
  fault(): unknown;
  /** Ends this connection; the next call makes a new one. For a peer that must not send another byte. */
  hangUp(): void;
  close(): void;
}

/** Judges a peer before anything is sent to it; throws to refuse it. */
export type AcceptPeer = (peer: Peer) => void;

/** Connects for the first time. */
export async function keepConnection(
  place: TlsPlace,
  accept: AcceptPeer,
  signal?: AbortSignal,
): Promise<KeptConnection> {
  const origin = originOf(place);
  let fault: unknown = null;
  let closed = false;
  let connecting: Promise<Connected> | null = null;
  let used = false;

  const begin = (socket: TLSSocket, peer: Peer): Connected => {
    accept(peer);
    const http2 = connectHttp2(origin, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    http2.on('error', (error) => {
      fault = error;
    });
    return { http2, fingerprint: peer.fingerprint };
  };
  let newest = await connectTls(place, begin, signal);

  async function again(): Promise<Connected> {
    try {
      newest = await connectTls(place, begin);
      fault = null;
      used = false;
      if (closed) newest.http2.destroy();
      return newest;
    } finally {
      connecting = null;
    }
  }
  return {
    origin,
    async usable() {
      if (closed) throw failed('node-unreachable', { address: place.address });
      if (newest.http2.closed || newest.http2.destroyed) {
        connecting ??= again();
        await connecting;
      }
      used = true;
      return newest.http2;
    },
    isUsed: () => used,
    fingerprint: () => newest.fingerprint,
    fault: () => fault,
    hangUp: () => newest.http2.destroy(),
    close() {
      closed = true;
      newest.http2.destroy();
    },
  };
}

interface Connected {
  readonly http2: ClientHttp2Session;
  readonly fingerprint: string;
}

/** The zone of an IPv6 address means something on this laptop alone, and no URL can hold it. */
function originOf({ address, port }: TlsPlace): string {
  const bare = withoutZone(address);
  return new URL(`https://${bare.includes(':') ? `[${bare}]` : bare}:${port}`).origin;
}
