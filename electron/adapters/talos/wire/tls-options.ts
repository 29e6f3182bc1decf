import type { ConnectionOptions } from 'node:tls';

/**
 * Talos' certificates are Ed25519. BoringSSL (Electron) leaves Ed25519 out of the list it offers, so that the
 * handshake ends with alert 40 unless the list is given. This spelling is the one BoringSSL takes; OpenSSL 3
 * takes it too. May go when electron/electron#45358 is solved.
 */
const signatureAlgorithms =
  'ed25519:ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pkcs1_sha256';

/** Where to connect and with what. `ca` is only measured against; whether it must hold is the caller's rule. */
export interface TlsPlace {
  readonly address: string;
  readonly port: number;
  readonly ca: string | null;
  readonly identity: { readonly certificate: string; readonly key: string } | null;
}

/** Options for `tls.connect`. They accept every certificate: the caller judges the peer before it sends anything. */
export function tlsOptions({ address, port, ca, identity }: TlsPlace): ConnectionOptions {
  return {
    host: address,
    port,
    ALPNProtocols: ['h2'],
    minVersion: 'TLSv1.2',
    sigalgs: signatureAlgorithms,
    rejectUnauthorized: false,
    // The chain alone decides `authorized`; names are compared by the caller, who knows which are right.
    checkServerIdentity: () => undefined,
    // With no authority given Node would measure against the world's, which says nothing about a node.
    ca: ca ?? [],
    ...(identity === null ? {} : { cert: identity.certificate, key: pkcs8Label(identity.key) }),
  };
}

/** `fe80::1%eth0` as certificates and URLs spell it: `fe80::1`. Other addresses stay as they are. */
export function withoutZone(address: string): string {
  return address.split('%')[0] ?? address;
}

/** Talos writes PKCS#8 under the label `ED25519 PRIVATE KEY`, which Node refuses; the body needs no change. */
export function pkcs8Label(pem: string): string {
  return pem.replaceAll(/-----(BEGIN|END) ED25519 PRIVATE KEY-----/g, '-----$1 PRIVATE KEY-----');
}
