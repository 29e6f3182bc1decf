import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { authorityFrom, createAuthority, issueClient, issueLeaf } from './authority.ts';
import { fingerprintOf, PURPOSE } from './certificate.ts';

test('a leaf carries its names and purposes, and its authority can be shown to have signed it', () => {
  const authority = createAuthority();
  const { certificatePem } = issueLeaf(authority, {
    subject: { organizations: [], commonName: 'north-1' },
    purposes: [PURPOSE.serverAuth],
    names: ['10.0.0.1', 'fe80::1:2', '::1', 'north-1'],
    hours: 24,
  });
  const leaf = new X509Certificate(certificatePem);
  expect(leaf.subject).toBe('CN=north-1');
  expect(leaf.issuer).toBe('O=talos');
  expect(leaf.subjectAltName).toBe(
    'IP Address:10.0.0.1, IP Address:FE80:0:0:0:0:0:1:2, IP Address:0:0:0:0:0:0:0:1, DNS:north-1',
  );
  expect(leaf.keyUsage).toEqual([PURPOSE.serverAuth]);
  expect(leaf.ca).toBe(false);
  const root = new X509Certificate(authority.certificatePem);
  expect(root.ca).toBe(true);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.checkIssued(root)).toBe(true);
});

test('an authority survives the way through a configuration, key header and all', () => {
  const authority = createAuthority();
  expect(authority.keyPem).toContain('-----BEGIN ED25519 PRIVATE KEY-----');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const again = authorityFrom(base64(authority.certificatePem), base64(authority.keyPem));
  const client = new X509Certificate(issueClient(again, ['os:admin', 'os:reader']).certificatePem);
  expect(client.subject).toBe('O=os:admin\nO=os:reader');
  expect(client.verify(new X509Certificate(authority.certificatePem).publicKey)).toBe(true);
  const other = createAuthority();
  expect(() => authorityFrom(base64(authority.certificatePem), base64(other.keyPem))).toThrow(
    'does not match',
  );
});

/** Made once; `openssl x509 -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64` gave the value. */
const KNOWN_LEAF = `-----BEGIN CERTIFICATE-----
MIIBejCCASygAwIBAgIQbNAbEdxmjZAzF9Jd01vK1TAFBgMrZXAwEDEOMAwGA1UE
CgwFdGFsb3MwHhcNMjYxMTIyMTAzMjE2WhcNMjYxMTIzMTEzMjE2WjAoMSYwJAYD
VQQDDB1tYWludGVuYW5jZS1zZXJ2aWNlLnRhbG9zLmRldjAqMAUGAytlcAMhAFwR
vc9tB6PhCFZ0UsOEbWWAG87CmIDr/6txH/RJxWV5o4GDMIGAMA4GA1UdDwEB/wQE
AwIHgDAdBgNVHQ4EFgQU/FHdD6lroP6pHznQDRQrmJM8Q3YwEwYDVR0lBAwwCgYI
KwYBBQUHAwEwOgYDVR0RBDMwMYcEfwAAAYcQAAAAAAAAAAAAAAAAAAAAAYcQ/oAA
AAAAAAAAAAAAAAEAAoIFbGFiLTEwBQYDK2VwA0EA636uHQx0qhryMWTdagepilsA
UE68NbLYE+m2XZvoqUSZQOfJrEV+uG/y5JwoP45r+SMstfae8NnIWA6JwxzICA==
-----END CERTIFICATE-----
`;

test('the fingerprint is what openssl computes from the public key', () => {
  expect(fingerprintOf(KNOWN_LEAF)).toBe('kDX+nv1oxkkPXNwi8+Utt21rY8DT9oI1oi5rHU06Cvg=');
});
