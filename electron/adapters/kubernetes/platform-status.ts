/**
 * Reads from Kubernetes whether nodes, Flux and the tunnel are ready. Five small GETs by hand instead of
 * `@kubernetes/client-node`, whose 6 MB of generated code block the engine for 150 ms when first used, which runs
 * programs that a kubeconfig names, and which has no limit for what it reads. You want `createPlatformStatus`.
 */
import { z } from 'zod';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { PlatformState, PlatformStatus } from '../../provisioning/ports.ts';
import { type ClusterAccess, readClusterAccess } from './kubeconfig.ts';
import { readObjects } from './read-objects.ts';

/** Machines of one cluster that are asked for; a pack plans at most 64. */
const NODE_LIMIT = 100;
/** What a condition says, at most. */
const MESSAGE_LIMIT = 500;
/** Flux serves its OCI source as v1 from 2.6, before that as v1beta2. */
const ociVersions = ['v1', 'v1beta2'] as const;

const text = z
  .string()
  .transform((value) => value.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, MESSAGE_LIMIT));
const conditions = z
  .array(z.object({ type: z.string(), status: z.string(), message: text.catch('') }))
  .nullish()
  .transform((list) => list ?? []);
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .object({ items: z.array(item).nullish() })
    .nullable()
    .transform((list) => list?.items ?? []);
const named = z.object({ metadata: z.object({ name: z.string() }) });
const nodeList = listOf(named.extend({ status: z.object({ conditions }).prefault({}) }));
const fluxObject = z
  .object({
    metadata: z.object({ generation: z.number().optional() }).prefault({}),
    status: z
      .object({
        conditions,
        observedGeneration: z.number().optional(),
        artifact: z.object({ revision: text }).nullish(),
        lastAppliedRevision: text.nullish(),
      })
      .prefault({}),
  })
  .nullable();
const daemonSetList = listOf(
  z.object({
    status: z
      .object({ desiredNumberScheduled: z.number().default(0), numberReady: z.number().default(0) })
      .prefault({}),
  }),
);

/** `PlatformStatus` over the Kubernetes API. */
export function createPlatformStatus(): PlatformStatus {
  return {
    async read(kubeconfig, expect, signal) {
      const access = readClusterAccess(kubeconfig);
      const ask = <T>(path: string, schema: z.ZodType<T>) => askFor(access, { path, schema, signal });
      const [nodes, flux, daemonSets, ciliumNodes] = await Promise.all([
        ask(`/api/v1/nodes?limit=${NODE_LIMIT}`, nodeList),
        readFlux(ask, expect),
        ask('/apis/apps/v1/namespaces/kube-system/daemonsets?labelSelector=k8s-app%3Dcilium', daemonSetList),
        ask(`/apis/cilium.io/v2/ciliumnodes?limit=${NODE_LIMIT}`, listOf(named)),
      ]);
      const ready = nodes.filter(({ status }) => isTrue(status.conditions, 'Ready'));
      return {
        nodesReady: ready.map(({ metadata }) => metadata.name),
        flux,
        tunnel: judgeTunnel(daemonSets, ciliumNodes.length),
      };
    },
  };
}

type Ask = <T>(path: string, schema: z.ZodType<T>) => Promise<T>;

async function askFor<T>(
  access: ClusterAccess,
  {
    path,
    schema,
    signal,
  }: { readonly path: string; readonly schema: z.ZodType<T>; readonly signal: AbortSignal },
): Promise<T> {
  const { data, error } = schema.safeParse(await readObjects(access, path, signal));
  if (data !== undefined) return data;
  const detail = `an unknown form of ${path.split('?')[0]}`;
  throw failed('cluster-answer-wrong', { address: access.address, detail }, error);
}

/** Ready when the source has fetched its artifact and the Kustomization has applied that very revision. */
async function readFlux(ask: Ask, expect: Pack['expect']): Promise<PlatformState['flux']> {
  const source = await readSource(ask, expect.ociRepository);
  if (source === null)
    return { ready: false, revision: null, message: `no OCIRepository ${expect.ociRepository}` };
  const applied = await ask(
    `/apis/kustomize.toolkit.fluxcd.io/v1/${pathOf('kustomizations', expect.kustomization)}`,
    fluxObject,
  );
  if (applied === null) {
    return { ready: false, revision: null, message: `no Kustomization ${expect.kustomization}` };
  }
  const revision = source.status.artifact?.revision ?? null;
  const unready = [source, applied].find((object) => !isReady(object));
  if (unready !== undefined) return { ready: false, revision, message: messageOf(unready) };
  const isApplied = revision !== null && applied.status.lastAppliedRevision === revision;
  const message = isApplied ? messageOf(applied) : `revision ${revision ?? 'unknown'} is not applied yet`;
  return { ready: isApplied, revision, message };
}

async function readSource(ask: Ask, name: string): Promise<z.infer<typeof fluxObject>> {
  for (const version of ociVersions) {
    const found = await ask(
      `/apis/source.toolkit.fluxcd.io/${version}/${pathOf('ocirepositories', name)}`,
      fluxObject,
    );
    if (found !== null) return found;
  }
  return null;
}

/** `namespace/name` from the pack as a path. */
function pathOf(plural: string, expected: string): string {
  const [namespace = '', name = ''] = expected.split('/');
  return `namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`;
}

type FluxObject = NonNullable<z.infer<typeof fluxObject>>;

/** A condition about an older generation of the object says nothing about this one. */
function isReady({ metadata, status }: FluxObject): boolean {
  const isCurrent =
    metadata.generation === undefined ||
    status.observedGeneration === undefined ||
    status.observedGeneration >= metadata.generation;
  return isCurrent && isTrue(status.conditions, 'Ready');
}

function messageOf({ status }: FluxObject): string {
  return status.conditions.find(({ type }) => type === 'Ready')?.message ?? 'nothing was reported yet';
}

function isTrue(list: z.infer<typeof conditions>, wanted: string): boolean {
  return list.some(({ type, status }) => type === wanted && status === 'True');
}

/** Cilium's agents run on every machine that they should, and have met the others. */
function judgeTunnel(
  daemonSets: z.infer<typeof daemonSetList>,
  ciliumNodes: number,
): PlatformState['tunnel'] {
  const [agents] = daemonSets;
  if (agents === undefined) return { ready: false, message: 'no Cilium agents are planned' };
  const { desiredNumberScheduled, numberReady } = agents.status;
  const message = `${numberReady} of ${desiredNumberScheduled} Cilium agents are ready, ${ciliumNodes} nodes are known`;
  const ready =
    desiredNumberScheduled > 0 &&
    numberReady >= desiredNumberScheduled &&
    ciliumNodes >= desiredNumberScheduled;
  return { ready, message };
}
