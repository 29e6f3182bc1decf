import { createHash, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, boolean, integer, octets, oid, sequence, set, tagged, text, time } from './der.ts';

const OID = {
  ed25519: '1.3.101.112',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** The two purposes that matter here, by object identifier (RFC 5280 §4.2.1.12). */
export const PURPOSE = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;

export interface CertificateName {
  readonly organizations: readonly string[];
  readonly commonName?: string;
}

export interface CertificateRequest {
  readonly subject: CertificateName;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly name: CertificateName; readonly key: KeyObject };
  readonly isAuthority: boolean;
  /** Object identifiers; none leaves the extension out. */
  readonly purposes: readonly string[];
  /** DNS names and IP addresses. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Makes a certificate and signs it with the issuer's key, Ed25519 or ECDSA P-256; gives PEM. */
export function signCertificate(request: CertificateRequest): string {
  const isElliptic = request.issuer.key.asymmetricKeyType === 'ec';
  const algorithm = sequence(oid(isElliptic ? OID.ecdsaWithSha256 : OID.ed25519));
  const body = sequence(
    tagged(0, integer(Buffer.from([2])), true),
    integer(serialNumber()),
    algorithm,
    name(request.issuer.name),
    sequence(time(request.notBefore), time(request.notAfter)),
    name(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(request)), true),
  );
  const signature = sign(isElliptic ? 'sha256' : null, body, request.issuer.key);
  return pem('CERTIFICATE', sequence(body, algorithm, bits(signature)));
}

/** Base64 SHA-256 of the leaf's public key: what the node prints and what `--cert-fingerprint` compares. */
export function fingerprintOf(certificatePem: string): string {
  const spki = new X509Certificate(certificatePem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Positive and never starting with a zero byte, so that the DER is minimal. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function name({ organizations, commonName }: CertificateName): Buffer {
  const part = (type: string, value: string) => set(sequence(oid(type), text(value)));
  return sequence(
    ...organizations.map((value) => part(OID.organization, value)),
    ...(commonName === undefined ? [] : [part(OID.commonName, commonName)]),
  );
}

function extensions(request: CertificateRequest): Buffer[] {
  const { isAuthority, purposes, names } = request;
  const result = [
    extension(OID.keyUsage, isAuthority ? bits(Buffer.from([0x84]), 2) : bits(Buffer.from([0x80]), 7), true),
    extension(OID.subjectKeyIdentifier, octets(keyIdentifier(request.publicKey)), false),
  ];
  if (isAuthority) result.push(extension(OID.basicConstraints, sequence(boolean(true)), true));
  if (purposes.length > 0)
    result.push(extension(OID.extendedKeyUsage, sequence(...purposes.map(oid)), false));
  if (names.length > 0)
    result.push(extension(OID.subjectAltName, sequence(...names.map(alternativeName)), false));
  return result;
}

function extension(type: string, value: Uint8Array, isCritical: boolean): Buffer {
  return sequence(oid(type), ...(isCritical ? [boolean(true)] : []), octets(value));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function alternativeName(value: string): Buffer {
  const family = isIP(value);
  if (family === 0) return tagged(2, Buffer.from(value, 'ascii'), false);
  return tagged(7, family === 4 ? Buffer.from(value.split('.').map(Number)) : ipv6Bytes(value), false);
}

function ipv6Bytes(value: string): Buffer {
  const [head = '', tail] = value.split('::');
  const groups = (part: string | undefined) =>
    part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [];
  const front = groups(head);
  const back = groups(tail);
  const middle = tail === undefined ? [] : new Array<number>(8 - front.length - back.length).fill(0);
  return Buffer.from([...front, ...middle, ...back].flatMap((group) => [group >> 8, group & 0xff]));
}
