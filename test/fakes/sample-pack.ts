import { type Pack, packSchema } from '../../shared/domain/sites/pack.ts';

/** A pack of a small laboratory: two slots, two name servers, two time servers, two endpoints. No real secret. */
export function samplePack(): Pack {
  return packSchema.parse({
    format: 'rounds-pack/1',
    region: 'eu-central',
    site: { id: 'st-anna', name: 'St. Anna Hospital' },
    version: 12,
    issuedAt: '2026-11-20T08:00:00Z',
    notBefore: '2026-11-20T08:00:00Z',
    expiresAt: '2026-12-20T08:00:00Z',
    visit: {
      id: 'visit-7',
      title: 'Two lab nodes',
      startsAt: '2026-11-24T07:00:00Z',
      endsAt: '2026-11-24T17:00:00Z',
    },
    slots: [slot(1, 'controlplane'), slot(2, 'worker')],
    cluster: {
      name: 'st-anna-lab',
      endpoint: 'https://10.20.4.11:6443',
      talosCa: '-----BEGIN CERTIFICATE-----\nMIIBsampleTalosCa\n-----END CERTIFICATE-----\n',
      adminCertificate: '-----BEGIN CERTIFICATE-----\nMIIBsampleAdmin\n-----END CERTIFICATE-----\n',
      adminKey:
        '-----BEGIN ED25519 PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHNhbXBsZUFkbWluS2V5\n-----END ED25519 PRIVATE KEY-----\n',
      secrets: {
        machineToken: 'k3vq2p.7hmz1x9w4t6r8s0d',
        clusterSecret: 'aGVsbG8tdGhpcy1pcy1hLXNhbXBsZS1zZWNyZXQtMTI=',
      },
    },
    templates: [{ talosVersion: 'v1.13', text: 'version: v1alpha1\n' }],
    images: [],
    network: {
      subnet: '10.20.4.0/24',
      gateway: '10.20.4.1',
      backendCidr: '10.77.0.0/24',
      dns: [{ address: '10.20.0.53' }, { address: '10.20.0.54' }],
      ntp: [{ address: '10.20.0.123' }, { address: '10.20.0.124' }],
      endpoints: [
        endpoint('Registry', 'registry.backend.example', '10.77.0.10', 'A'),
        endpoint('Console', 'console.backend.example', '10.77.0.11', 'B'),
      ],
      sweep: { allow: ['10.20.4.0/24'], exclude: [], port: 50_000 },
    },
    expect: { ociRepository: 'flux-system/platform', kustomization: 'flux-system/platform' },
  });
}

function slot(number: number, role: 'controlplane' | 'worker') {
  return {
    id: `edge-0${number}`,
    hostname: `lab-edge-0${number}`,
    label: `LAB-EDGE-0${number}`,
    place: `Rack 1, bay ${number}`,
    role,
    address: `10.20.4.1${number}/24`,
    serial: `7KX2-093${number}`,
    link: 'enp3s0',
    disk: { transport: 'nvme', minSizeBytes: 100_000_000_000 },
  };
}

function endpoint(name: string, host: string, address: string, letter: string) {
  return { name, host, address, port: 443, spkiSha256: `${letter.repeat(43)}=` };
}
