/** The parts of Rancher's v3 collections that are read (github.com/rancher/rancher, pkg/client/generated/management/v3). */
import { z } from 'zod';
import { cleanText } from '../../../shared/domain/discovery/clean-text.ts';
import type { RancherClusterRecord, RancherNodeRecord } from '../../discovery/earlier/earlier-ports.ts';

const TEXT_LIMIT = 200;
const ADDRESS_LIMIT = 8;

const text = z
  .string()
  .transform((raw) => cleanText(raw, TEXT_LIMIT))
  .nullish()
  .transform((value) => value ?? null);
const named = text.transform((value) => value ?? '?');
const id = z.string().min(1).max(TEXT_LIMIT);

const cluster = z
  .object({
    id,
    name: named,
    state: named,
    provider: text,
    driver: text,
    version: z.object({ gitVersion: text }).nullish(),
  })
  .transform(
    (raw): RancherClusterRecord => ({
      id: raw.id,
      name: raw.name,
      state: raw.state,
      distribution: raw.provider ?? raw.driver,
      kubernetesVersion: raw.version?.gitVersion ?? null,
    }),
  );

const node = z
  .object({
    clusterId: id,
    nodeName: text,
    name: text,
    hostname: text,
    requestedHostname: text,
    ipAddress: text,
    externalIpAddress: text,
    state: named,
    controlPlane: z.boolean().nullish(),
    etcd: z.boolean().nullish(),
    worker: z.boolean().nullish(),
    info: z
      .object({
        os: z.object({ operatingSystem: text }).nullish(),
        kubernetes: z.object({ kubeletVersion: text }).nullish(),
      })
      .nullish(),
  })
  .transform((raw): RancherNodeRecord => {
    const addresses = [raw.ipAddress, raw.externalIpAddress].filter((each) => each !== null);
    const roles = [
      raw.controlPlane === true ? ('controlplane' as const) : null,
      raw.etcd === true ? ('etcd' as const) : null,
      raw.worker === true ? ('worker' as const) : null,
    ];
    return {
      clusterId: raw.clusterId,
      name: raw.nodeName ?? raw.name ?? raw.requestedHostname ?? raw.hostname ?? '?',
      hostname: raw.hostname ?? raw.requestedHostname,
      addresses: [...new Set(addresses)].slice(0, ADDRESS_LIMIT),
      state: raw.state,
      roles: roles.filter((role) => role !== null),
      system: raw.info?.os?.operatingSystem ?? null,
      kubernetesVersion: raw.info?.kubernetes?.kubeletVersion ?? null,
    };
  });

const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    type: z.literal('collection'),
    pagination: z.object({ next: z.string().max(4096).nullish() }).nullish(),
    data: z.array(item).max(5000),
  });

/** One page of `/v3/clusters` and of `/v3/nodes`. */
export const clustersPage = pageOf(cluster);
export const nodesPage = pageOf(node);
