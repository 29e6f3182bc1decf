import { z } from 'zod';
import type { Claims, ManagementSign, NodeAnswerKind, Sighting, SightingSource } from './sighting.ts';

const answers = [
  ...(['waiting', 'ours', 'foreign', 'old-maintenance', 'agent', 'earlier'] as const),
  ...(['not-talos', 'closed', 'silent'] as const),
] satisfies readonly NodeAnswerKind[];
const sources = [
  ...(['mdns', 'typed', 'sweep', 'known', 'neighbour', 'console', 'node'] as const),
] satisfies readonly SightingSource[];
const signs = [
  ...(['agent-mode', 'siderolink-on-console', 'siderolink-in-beacon', 'other-authority'] as const),
  ...(['ssh-banner', 'rancher-api', 'rancher-list', 'kubernetes-version', 'kubernetes-certificate'] as const),
] satisfies readonly ManagementSign[];
const text = z.string().max(300);
const texts = z.array(text).max(64);

const claimsSchema: z.ZodType<Claims> = z.strictObject({
  hostname: text.exactOptional(),
  uuid: text.exactOptional(),
  serial: text.exactOptional(),
  product: text.exactOptional(),
  macs: texts.exactOptional(),
  addresses: texts.exactOptional(),
  talosVersion: text.exactOptional(),
  stage: text.exactOptional(),
  fingerprint: text.exactOptional(),
  answer: z.enum(answers).exactOptional(),
  siderolink: z.boolean().exactOptional(),
  system: text.exactOptional(),
  distribution: text.exactOptional(),
  kubernetesVersion: text.exactOptional(),
  rancherCluster: text.exactOptional(),
  signs: z.array(z.enum(signs)).max(16).exactOptional(),
});

/** A sighting as it is stored. */
export const sightingSchema: z.ZodType<Sighting> = z.strictObject({
  id: text,
  source: z.enum(sources),
  address: text,
  port: z.int().min(0).max(65_535),
  interfaceName: text.nullable(),
  seenAtMs: z.int(),
  firstSeenAtMs: z.int().exactOptional(),
  claims: claimsSchema,
});
