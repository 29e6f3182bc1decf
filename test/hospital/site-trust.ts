import type { HospitalAddresses } from './addresses.ts';
import { type ClusterSecrets, createClusterSecrets } from './pack/cluster-secrets.ts';
import { createMinisignKey, type MinisignKey } from './pack/minisign-sign.ts';
import { createSiteAuthority, type IssuedCertificate } from './site-authority.ts';

/** Every key and certificate of one simulated site; made anew at each start, so nothing secret is in the tree. */
export interface SiteTrust {
  /** Signs packs of the region. */
  readonly packKey: MinisignKey;
  /** Signs packs that must be refused. */
  readonly otherKey: MinisignKey;
  readonly cluster: ClusterSecrets;
  readonly consoleCa: string;
  readonly consoleCertificate: IssuedCertificate;
  readonly backendCa: string;
  /** By the endpoint's name. */
  readonly endpoints: ReadonlyMap<string, IssuedCertificate>;
  /** What a firewall that breaks TLS open shows instead, by the endpoint's name. */
  readonly intercepted: ReadonlyMap<string, IssuedCertificate>;
}

/** Makes all keys of a site. */
export function createSiteTrust(addresses: HospitalAddresses): SiteTrust {
  const consoleAuthority = createSiteAuthority({
    organizations: ['Edge Platform'],
    commonName: 'Console CA eu-1',
  });
  const backend = createSiteAuthority({ organizations: ['Edge Platform'], commonName: 'Backend CA eu-1' });
  const firewall = createSiteAuthority({ organizations: ['Fortinet'], commonName: 'FortiGate CA' });
  const each = (issue: (names: readonly string[]) => IssuedCertificate) =>
    new Map(addresses.endpoints.map(({ name, host, address }) => [name, issue([host, address])]));
  return {
    packKey: createMinisignKey(),
    otherKey: createMinisignKey(),
    cluster: createClusterSecrets(),
    consoleCa: consoleAuthority.certificatePem,
    consoleCertificate: consoleAuthority.issueServer([
      'console.eu-1.edge.example',
      addresses.console.address,
    ]),
    backendCa: backend.certificatePem,
    endpoints: each(backend.issueServer),
    intercepted: each(firewall.issueServer),
  };
}
