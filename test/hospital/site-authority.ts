import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type CertificateName, fingerprintOf, PURPOSE, signCertificate } from './node/tls/certificate.ts';

const HOUR_MS = 3_600_000;
const AUTHORITY_LIFE_MS = 10 * 365 * 24 * HOUR_MS;
/** Longer than any visit, short enough to look like a real server certificate. */
const LEAF_LIFE_MS = 90 * 24 * HOUR_MS;

/** A certificate with its key, both PEM (PKCS#8). */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Base64 SHA-256 of the public key (SPKI, DER): what a pinning client compares. */
  readonly spkiSha256: string;
}

/** An ECDSA P-256 authority, as consoles, backends, firewalls and Kubernetes have; Talos itself uses Ed25519. */
export interface SiteAuthority {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** `names` are DNS names and IP addresses; the first is the common name. */
  issueServer(names: readonly string[]): IssuedCertificate;
  /** Kubernetes reads user from the common name and groups from the organizations. */
  issueClient(subject: CertificateName): IssuedCertificate;
}

/** Makes a self-signed authority that lives ten years. */
export function createSiteAuthority(name: CertificateName): SiteAuthority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const issuer = { name, key: privateKey };
  const certificatePem = signCertificate({
    subject: name,
    publicKey,
    issuer,
    isAuthority: true,
    purposes: [],
    names: [],
    ...lifetime(AUTHORITY_LIFE_MS),
  });
  const issue = (subject: CertificateName, purpose: string, names: readonly string[]): IssuedCertificate => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const leafPem = signCertificate({
      subject,
      publicKey: pair.publicKey,
      issuer,
      isAuthority: false,
      purposes: [purpose],
      names,
      ...lifetime(LEAF_LIFE_MS),
    });
    return { certificatePem: leafPem, keyPem: pemOf(pair.privateKey), spkiSha256: fingerprintOf(leafPem) };
  };
  return {
    certificatePem,
    keyPem: pemOf(privateKey),
    issueServer: (names) =>
      issue({ organizations: [], commonName: names[0] ?? 'localhost' }, PURPOSE.serverAuth, names),
    issueClient: (subject) => issue(subject, PURPOSE.clientAuth, []),
  };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Starts an hour in the past: the clocks of laptop and site differ. */
function lifetime(lifeMs: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - HOUR_MS), notAfter: new Date(now + lifeMs) };
}
