import { z } from 'zod';

/** A pack larger than this is refused unread: real packs are under 1 MiB, images travel beside them. */
export const PACK_LIMIT_BYTES = 8 * 1024 * 1024;

const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/);
const shortText = z.string().min(1).max(200);
const instant = z.iso.datetime();
const ipv4 = z.ipv4();
const cidr = z.cidrv4();
const port = z.int().min(1).max(65535);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const pem = z.string().max(16_384).startsWith('-----BEGIN ');

/** A server by address; the port is given only where it is not the usual one. */
export const serverSchema = z.strictObject({ address: ipv4, port: port.optional() });
export type Server = z.infer<typeof serverSchema>;

/** One address and port of the backend CIDR that the node must reach. */
export const endpointSchema = z.strictObject({
  name: shortText,
  host: z.hostname().max(253),
  address: ipv4,
  port,
  /** SHA-256 of the server's public key (SPKI, DER), base64. What TLS interception cannot forge. */
  spkiSha256: z.string().length(44),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** Which disk the system may be installed to. All given conditions must hold for exactly one disk. */
export const diskRuleSchema = z.strictObject({
  serial: shortText.optional(),
  transport: z.enum(['nvme', 'sata', 'virtio', 'mmc']).optional(),
  minSizeBytes: z.int().positive().optional(),
});
export type DiskRule = z.infer<typeof diskRuleSchema>;

/** A planned place for a node. */
export const slotSchema = z.strictObject({
  id,
  hostname: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  /** As printed on the label in the room, for example `LAB-EDGE-01`. */
  label: shortText,
  place: shortText,
  role: z.enum(['controlplane', 'worker']),
  /** Address with prefix length, for example `10.20.4.11/24`. */
  address: cidr,
  serial: shortText.optional(),
  /** MAC addresses of the planned machine, lower case with colons, where the plan knows them. */
  macs: z
    .array(z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/))
    .max(16)
    .optional(),
  link: shortText,
  disk: diskRuleSchema,
});
export type Slot = z.infer<typeof slotSchema>;

/** What the console sends for one site before a visit. */
export const packSchema = z.strictObject({
  format: z.literal('rounds-pack/1'),
  region: id,
  site: z.strictObject({ id, name: shortText }),
  version: z.int().positive(),
  issuedAt: instant,
  notBefore: instant,
  expiresAt: instant,
  visit: z.strictObject({ id, title: shortText, startsAt: instant, endsAt: instant }),
  slots: z.array(slotSchema).min(1).max(64),
  cluster: z.strictObject({
    name: id,
    endpoint: z.url().max(300),
    /** Machine CA of the cluster: what the node's certificate must chain to after it is configured. */
    talosCa: pem,
    /** Client certificate and key with role os:admin. Kept only in the encrypted database. */
    adminCertificate: pem,
    adminKey: pem,
    /** Values for the template's `${secrets.*}`. Never shown, never in a bundle. */
    secrets: z.record(z.string().regex(/^[A-Za-z0-9]{1,64}$/), z.string().max(16_384)),
  }),
  templates: z
    .array(
      z.strictObject({
        /** Minor line of Talos that the template was written for, for example `v1.13`. */
        talosVersion: z.string().regex(/^v\d+\.\d+$/),
        /** For slots of this role only; for both when left out. Talos refuses a worker that is given a control plane's keys. */
        role: z.enum(['controlplane', 'worker']).optional(),
        text: z.string().max(262_144),
      }),
    )
    .min(1)
    .max(16),
  images: z.array(z.strictObject({ reference: shortText, digest, sizeBytes: z.int().positive() })).max(64),
  network: z.strictObject({
    /** The lab's own subnet. */
    subnet: cidr,
    gateway: ipv4,
    /** The one CIDR that holds every backend. */
    backendCidr: cidr,
    dns: z.array(serverSchema).min(1).max(8),
    ntp: z.array(serverSchema).min(1).max(8),
    endpoints: z.array(endpointSchema).min(1).max(32),
    sweep: z.strictObject({
      allow: z.array(cidr).max(16),
      exclude: z.array(z.union([cidr, ipv4])).max(256),
      port,
      /**
       * Networks with medical devices: at most 100 addresses a second there. Left out when the plan does not know;
       * then every network counts as one.
       */
      clinical: z.array(cidr).max(64).optional(),
    }),
  }),
  /** Kubernetes objects that must be ready before the site counts as provisioned. */
  expect: z.strictObject({
    ociRepository: shortText,
    kustomization: shortText,
  }),
});
export type Pack = z.infer<typeof packSchema>;

/** What binds a laptop to a region and its console; given by file at enrolment. */
export const enrolmentSchema = z.strictObject({
  format: z.literal('rounds-enrolment/1'),
  region: id,
  consoleUrl: z.url({ protocol: /^https$/ }).max(300),
  /** Certificate authority of the console, PEM. The only one trusted for it. */
  consoleCa: pem,
  /** The region's pack key in minisign form (the base64 line). */
  packKey: z.string().length(56),
  /** One per enrolment: its log belongs to this site alone and its numbers begin at 1. */
  device: z.strictObject({ id, token: z.string().min(16).max(200) }),
  engineer: shortText,
  site: id,
});
export type Enrolment = z.infer<typeof enrolmentSchema>;
