import { createHash, type X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { cleanText } from '../../../shared/domain/discovery/clean-text.ts';
import type { ProbeOptions, TcpTarget, TlsAnswer, TlsProbe } from '../../checks/checks-ports.ts';
import { impossible, openSocket, stateOf } from '../tcp/tcp-probe.ts';

/**
 * Electron's BoringSSL leaves Ed25519 out of what it accepts unless it is named, in these spellings; OpenSSL
 * reads them too. The rest is what firewalls sign their stand-ins with: those must be seen, not refused.
 */
const SIGNATURE_ALGORITHMS =
  'ed25519:ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:' +
  'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:' +
  'rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512';
const NAME_LIMIT = 300;

type Target = TcpTarget & { readonly host: string };

/** TLS handshakes that read the certificate presented and go no further. */
export function createTlsProbe(): TlsProbe {
  return {
    handshake: async (target, options, signal) => {
      signal.throwIfAborted();
      return await shakeHands(target, options, signal);
    },
  };
}

function shakeHands(target: Target, options: ProbeOptions, signal: AbortSignal): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const plain = openSocket(target, options);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      plain.resetAndDestroy();
      settle();
    };
    const answer = (given: TlsAnswer): void => end(() => resolve(given));
    const stop = (): void => end(() => reject(signal.reason));
    const timer = setTimeout(() => answer({ state: 'silent' }), options.timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    const failBeforeTls = (error: Error): void => {
      const state = stateOf(error);
      if (state === null || state === 'open') end(() => reject(impossible(target, error)));
      else answer({ state });
    };
    plain.once('error', failBeforeTls);
    plain.once('connect', () => {
      plain.off('error', failBeforeTls);
      plain.on('error', () => answer({ state: 'reset' }));
      greet(plain, target.host, { answer, startedAtMs });
    });
  });
}

/** Sends the ClientHello and answers with the first thing that follows from it. */
function greet(
  plain: Socket,
  host: string,
  { answer, startedAtMs }: { answer: (given: TlsAnswer) => void; startedAtMs: number },
): void {
  const socket = connect({
    socket: plain,
    servername: host,
    minVersion: 'TLSv1.2',
    sigalgs: SIGNATURE_ALGORITHMS,
    // Whatever is presented is only looked at; whether it is the right one is judged by its key.
    rejectUnauthorized: false,
  });
  const presented = (): TlsAnswer | null => readPresented(socket, performance.now() - startedAtMs);
  socket.once('secureConnect', () => answer(presented() ?? { state: 'not-tls' }));
  // A server that insists on our certificate breaks off, but has shown its own by then.
  socket.on('error', (error) => answer(presented() ?? { state: isForeign(error) ? 'not-tls' : 'reset' }));
  socket.on('close', () => answer({ state: 'reset' }));
}

/** OpenSSL's and BoringSSL's ways of saying that what came back was not TLS. */
function isForeign(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|INVALID_RECORD|BAD_PACKET/.test(code);
}

function readPresented(socket: TLSSocket, tookMs: number): TlsAnswer | null {
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return {
    state: 'presented',
    spkiSha256: createHash('sha256').update(spki).digest('base64'),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    tookMs: Math.round(tookMs),
  };
}

/** Node lists one part of a name a line. */
function oneLine(name: string | undefined): string {
  return cleanText((name ?? '').replaceAll('\n', ', '), NAME_LIMIT) ?? '';
}
