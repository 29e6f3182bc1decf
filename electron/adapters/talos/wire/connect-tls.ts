import { createHash, type X509Certificate } from 'node:crypto';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { failed } from '../../../../shared/failure/failure.ts';
import { connectFailure } from './connect-failure.ts';
import { CONNECT_TIMEOUT_MS, TCP_KEEPALIVE_MS } from './limits.ts';
import { type TlsPlace, tlsOptions, withoutZone } from './tls-options.ts';

/** What the other side showed of itself before anything was sent to it. */
export interface Peer {
  /** Base64 SHA-256 over the DER of the leaf's public key (SPKI), as `talosctl --cert-fingerprint` takes it. */
  readonly fingerprint: string;
  /** Whether its chain ends at the authority of the place; false when the place names none. */
  readonly chained: boolean;
  /** Whether the certificate is for the address that we called. */
  readonly named: boolean;
}

/**
 * Connects, and runs `accept` in the very turn in which TLS is up, so that nothing was read from or written to
 * the socket before the peer is judged. When `accept` throws, the socket is destroyed and nothing was sent.
 * Throws `node-unreachable`, `node-timeout`, `node-refused-us`, `node-not-talos`.
 */
export function connectTls<T>(
  place: TlsPlace,
  accept: (socket: TLSSocket, peer: Peer) => T,
  signal?: AbortSignal,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  signal?.throwIfAborted();
  const socket = start(place);
  let reachedTcp = false;
  const finish = (error: unknown) => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    if (error === undefined) return;
    socket.on('error', ignoreAfterwards);
    socket.destroy();
    reject(error);
  };
  const onAbort = () => finish(signal?.reason);
  const onError = (error: unknown) => finish(connectFailure(error, place.address));
  const timer = setTimeout(() => finish(tooSlow(place.address, reachedTcp)), CONNECT_TIMEOUT_MS);
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.once('connect', () => {
    reachedTcp = true;
    socket.setKeepAlive(true, TCP_KEEPALIVE_MS);
  });
  socket.once('error', onError);
  socket.once('secureConnect', () => {
    socket.off('error', onError);
    try {
      resolve(accept(socket, readPeer(socket, place.address)));
      finish(undefined);
    } catch (error) {
      finish(error);
    }
  });
  return promise;
}

function start(place: TlsPlace): TLSSocket {
  try {
    return connect(tlsOptions(place));
  } catch (error) {
    // Only the pack's own certificate or key can be unreadable here.
    const detail = 'the client certificate in the pack cannot be read';
    throw failed('node-refused-us', { address: place.address, detail }, error);
  }
}

function readPeer(socket: TLSSocket, address: string): Peer {
  const leaf = socket.getPeerX509Certificate();
  if (socket.alpnProtocol !== 'h2' || leaf === undefined) throw failed('node-not-talos', { address });
  // Not `getPeerCertificate()`: Node 24 returns an empty object from it once the X509 form was read.
  const mismatch = checkServerIdentity(withoutZone(address), leaf.toLegacyObject());
  return { fingerprint: spkiFingerprint(leaf), chained: socket.authorized, named: mismatch === undefined };
}

/** Base64 SHA-256 over the DER SubjectPublicKeyInfo of a certificate (44 characters). */
export function spkiFingerprint(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

function tooSlow(address: string, reachedTcp: boolean) {
  const silence = Object.assign(new Error('nothing answered'), { code: 'ETIMEDOUT' });
  if (!reachedTcp) return failed('node-unreachable', { address }, silence);
  return failed('node-timeout', { address, call: 'connect', afterMs: CONNECT_TIMEOUT_MS });
}

/** A destroyed socket may still report why it died; the first reason was already passed on. */
function ignoreAfterwards(): void {
  return;
}
