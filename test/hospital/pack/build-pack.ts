import { type DiskRule, type Pack, packSchema, type Slot } from '../../../shared/domain/sites/pack.ts';
import type { HospitalAddresses } from '../addresses.ts';
import { type LabHardware, labHardware } from '../node/lab-hardware.ts';
import type { SiteTrust } from '../site-trust.ts';
import { machineConfigTemplate } from './machine-config-template.ts';
import type { PackImage } from './pack-images.ts';

export const REGION = 'eu-1';
export const SITE_ID = 'st-anna-lab2';
export const SITE_NAME = 'St. Anna Klinikum · Labor 2';
export const CLUSTER_NAME = 'st-anna-lab2';
/** Version of the good pack; the older and the newer one stand beside it. */
export const PACK_VERSION = 7;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GB = 1_000_000_000;

/** What a pack is built from. */
export interface PackParts {
  readonly addresses: HospitalAddresses;
  readonly trust: SiteTrust;
  readonly images: readonly PackImage[];
  readonly nowMs: number;
}

/** Builds the site's pack: one slot per node, fitting the simulated machines. Throws if the result is not a valid pack. */
export function buildPack({ addresses, trust, images, nowMs }: PackParts): Pack {
  const at = (offsetMs: number) => new Date(nowMs + offsetMs).toISOString();
  const { admin, machineAuthority, values } = trust.cluster;
  return packSchema.parse({
    format: 'rounds-pack/1',
    region: REGION,
    site: { id: SITE_ID, name: SITE_NAME },
    version: PACK_VERSION,
    issuedAt: at(-2 * HOUR_MS),
    notBefore: at(-2 * HOUR_MS),
    expiresAt: at(14 * DAY_MS),
    visit: {
      id: 'visit-2041',
      title: 'Commission the edge nodes of laboratory 2',
      startsAt: at(-HOUR_MS),
      endsAt: at(3 * DAY_MS),
    },
    slots: addresses.nodes.map(({ address }, index) => slotOf(index, `${address}/25`)),
    cluster: {
      name: CLUSTER_NAME,
      endpoint: `https://${addresses.kubernetes.address}:${addresses.kubernetes.port}`,
      talosCa: machineAuthority.certificatePem,
      adminCertificate: admin.certificatePem,
      adminKey: admin.keyPem,
      secrets: values,
    },
    templates: templatesOf(addresses, trust),
    images: images.map(({ reference, digest, bytes }) => ({ reference, digest, sizeBytes: bytes.length })),
    network: networkOf(addresses, trust),
    expect: { ociRepository: 'flux-system/site', kustomization: 'flux-system/site' },
  });
}

/** There is none for v1.14 on purpose: a node that is newer than the pack must be named as such. */
function templatesOf(addresses: HospitalAddresses, trust: SiteTrust): Pack['templates'] {
  const registry = addresses.endpoints.find(({ name }) => name === 'registry');
  const facts = {
    subnet: addresses.subnet,
    kubernetesAddress: addresses.kubernetes.address,
    registryUrl: `https://${registry?.host}:${registry?.port}`,
    backendCa: trust.backendCa,
  };
  const roles = ['controlplane', 'worker'] as const;
  return ['v1.12', 'v1.13'].flatMap((talosVersion) =>
    roles.map((role) => ({ talosVersion, role, text: machineConfigTemplate(facts, role) })),
  );
}

function networkOf(addresses: HospitalAddresses, trust: SiteTrust): Pack['network'] {
  return {
    subnet: addresses.subnet,
    gateway: addresses.gateway,
    backendCidr: addresses.backendCidr,
    dns: addresses.dns.map((place) => ({ ...place })),
    ntp: addresses.ntp.map((place) => ({ ...place })),
    endpoints: addresses.endpoints.map((endpoint) => ({
      ...endpoint,
      spkiSha256: trust.endpoints.get(endpoint.name)?.spkiSha256 ?? '',
    })),
    sweep: {
      allow: [`${addresses.base}.0/24`],
      exclude: [...addresses.excluded],
      port: addresses.ports.talos,
    },
  };
}

function slotOf(index: number, address: string): Slot {
  const number = String(index + 1).padStart(2, '0');
  const hardware = labHardware(index);
  const link = hardware.links.find(({ carrier }) => carrier) ?? hardware.links[0];
  if (link === undefined) throw new Error(`machine ${index} has no network port`);
  return {
    id: `lab-edge-${number}`,
    hostname: `lab-edge-${number}`,
    label: `LAB-EDGE-${number}`,
    place: `Labor 2, rack ${1 + Math.floor(index / 4)}, unit ${4 + (index % 4) * 3}`,
    role: index === 0 ? 'controlplane' : 'worker',
    address,
    serial: hardware.serial,
    link: link.name,
    disk: diskRuleOf(index, hardware),
  };
}

/** The second machine's disk is named by serial number, the others' by what they are; each rule fits exactly one disk. */
function diskRuleOf(index: number, { disks }: LabHardware): DiskRule {
  const disk =
    disks.find(({ transport }) => transport === 'nvme') ??
    disks.find(({ transport }) => transport === 'sata');
  if (disk === undefined) throw new Error(`machine ${index} has no disk for the system`);
  if (index % 3 === 1) return { serial: disk.serial };
  return { transport: disk.transport === 'nvme' ? 'nvme' : 'sata', minSizeBytes: 240 * GB };
}
