import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';

/** Root, two intermediates and a leaf are the most that a console has. */
const CHAIN_LIMIT = 4;

export interface PinnedTarget {
  readonly host: string;
  readonly port: number;
  /** The only authority that is trusted, PEM. Neither the system's nor the hospital's authorities count. */
  readonly ca: string;
  /** For TCP and TLS together. */
  readonly timeoutMs: number;
}

/** Opens TLS to the console. Rejects with an error whose `code` says why; nothing was sent by then. */
export function connectPinned(target: PinnedTarget): Promise<TLSSocket> {
  const { host, port, ca, timeoutMs } = target;
  return new Promise((resolve, reject) => {
    // Refusing is done below, before the first byte of ours: Node can only refuse for the clock, too.
    const socket = connect({ host, port, ca, servername: serverName(host), rejectUnauthorized: false });
    const timer = setTimeout(() => give(withCode('ETIMEDOUT', 'no connection')), timeoutMs);
    const give = (error: Error | null): void => {
      clearTimeout(timer);
      socket.off('error', give);
      if (error === null) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(error);
    };
    socket.once('error', give);
    socket.once('secureConnect', () => give(distrust(socket, target)));
  });
}

/** An address has no server name (RFC 6066 §3). */
function serverName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

/** Null when the certificate is the console's. */
function distrust(socket: TLSSocket, target: PinnedTarget): Error | null {
  if (socket.authorized) return null;
  const code = String(socket.authorizationError);
  // A laptop whose battery died believes it is 1970. Evidence must get out of it all the same: the chain, the key
  // and the name are checked without the clock. A certificate that has expired is never accepted.
  if (code.includes('CERT_NOT_YET_VALID') && isConsole(socket, target)) return null;
  return withCode(code, 'the certificate is not the console’s');
}

function isConsole(socket: TLSSocket, { host, ca }: PinnedTarget): boolean {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined || Date.parse(leaf.validTo) < Date.now()) return false;
  if (!chainsTo(leaf, new X509Certificate(ca))) return false;
  return checkServerIdentity(host, leaf.toLegacyObject()) === undefined;
}

function chainsTo(leaf: X509Certificate, anchor: X509Certificate): boolean {
  let certificate: X509Certificate | undefined = leaf;
  for (let depth = 0; depth < CHAIN_LIMIT && certificate !== undefined; depth++) {
    if (isSignedBy(certificate, anchor)) return true;
    const issuer: X509Certificate | undefined = certificate.issuerCertificate;
    if (issuer === undefined || !issuer.ca || !isSignedBy(certificate, issuer)) return false;
    certificate = issuer;
  }
  return false;
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
