import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { type CertificateName, PURPOSE, signCertificate } from './certificate.ts';

const HOUR_MS = 3_600_000;
/** Talos makes its machine CA for ten years. */
const AUTHORITY_HOURS = 10 * 365 * 24;

/** A certificate authority that we hold the key of. */
export interface Authority {
  readonly certificatePem: string;
  /** PKCS#8 under the header that Talos writes: `ED25519 PRIVATE KEY`. */
  readonly keyPem: string;
  readonly key: KeyObject;
  readonly name: CertificateName;
}

export interface Leaf {
  readonly certificatePem: string;
  /** Ordinary PKCS#8 PEM. */
  readonly keyPem: string;
}

/** Makes an Ed25519 authority, as `talosctl gen secrets` would. */
export function createAuthority(name: CertificateName = { organizations: ['talos'] }): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const certificatePem = signCertificate({
    subject: name,
    publicKey,
    issuer: { name, key: privateKey },
    isAuthority: true,
    purposes: [PURPOSE.serverAuth, PURPOSE.clientAuth],
    names: [],
    ...lifetime(AUTHORITY_HOURS),
  });
  return { certificatePem, keyPem: talosKeyPem(privateKey), key: privateKey, name };
}

/** Takes the machine CA out of a configuration (`crt` and `key` are Base64 of PEM). Throws a plain Error saying why not. */
export function authorityFrom(crt: string, key: string): Authority {
  const certificatePem = Buffer.from(crt, 'base64').toString('utf8');
  const keyPem = Buffer.from(key, 'base64').toString('utf8');
  const certificate = new X509Certificate(certificatePem);
  const privateKey = createPrivateKey(keyPem.replaceAll('ED25519 PRIVATE KEY', 'PRIVATE KEY'));
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('the machine CA key is not an Ed25519 key');
  if (!certificate.checkPrivateKey(privateKey)) throw new Error('private key does not match public key');
  return { certificatePem, keyPem, key: privateKey, name: nameOf(certificate) };
}

/** Issues a certificate with a new key; `hours` is its lifetime. */
export function issueLeaf(
  authority: Authority,
  leaf: { subject: CertificateName; purposes: readonly string[]; names: readonly string[]; hours: number },
): Leaf {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const certificatePem = signCertificate({
    subject: leaf.subject,
    publicKey,
    issuer: { name: authority.name, key: authority.key },
    isAuthority: false,
    purposes: leaf.purposes,
    names: leaf.names,
    ...lifetime(leaf.hours),
  });
  return { certificatePem, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** The certificate that an administrator's talosconfig carries: roles are the organizations of its subject. */
export function issueClient(authority: Authority, roles: readonly string[], hours = 365 * 24): Leaf {
  return issueLeaf(authority, {
    subject: { organizations: roles },
    purposes: [PURPOSE.clientAuth],
    names: [],
    hours,
  });
}

/** Same order as `openssl` and Go keep, so that issuer and subject match byte for byte for the names we make. */
function nameOf(certificate: X509Certificate): CertificateName {
  const fields = certificate.subject.split('\n').map((line) => line.split('=', 2));
  const organizations = fields.flatMap(([key, value]) => (key === 'O' && value !== undefined ? [value] : []));
  const commonName = fields.find(([key]) => key === 'CN')?.[1];
  return commonName === undefined ? { organizations } : { organizations, commonName };
}

function talosKeyPem(key: KeyObject): string {
  return key
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
    .replaceAll('PRIVATE KEY', 'ED25519 PRIVATE KEY');
}

/** Starts a little in the past: the clocks of laptop and node differ. */
function lifetime(hours: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - HOUR_MS), notAfter: new Date(now + hours * HOUR_MS) };
}
