import { createHash } from 'node:crypto';
import { type ClusterState, milestonesOf } from './cluster-state.ts';
import { condition, instant, type KubeObject, kubeObject } from './kube-object.ts';

/** Where the pack expects Flux's objects: `flux-system/site`. */
const NAME = { name: 'site', namespace: 'flux-system' } as const;
const TAG = '2026.11.3';

/** Flux's source and what it applies from it, each with a Ready condition. */
export function fluxObjects(state: ClusterState): readonly KubeObject[] {
  return [ociRepository(state), kustomization(state)];
}

/** Flux names a revision by tag and digest. */
export function revisionOf({ registry }: ClusterState): string {
  return `${TAG}@sha256:${createHash('sha256').update(`${registry}/sites/st-anna-lab2:${TAG}`).digest('hex')}`;
}

function ociRepository(state: ClusterState): KubeObject {
  const { bornAtMs, registry, trouble, nowMs } = state;
  const { flux, source } = milestonesOf(state);
  const url = `oci://${registry}/sites/st-anna-lab2`;
  const revision = revisionOf(state);
  const failing = trouble.fluxFailing && flux !== null;
  const ready =
    source !== null
      ? condition('Ready', 'True', {
          reason: 'Succeeded',
          message: `stored artifact for digest '${revision}'`,
          atMs: source,
        })
      : failing
        ? condition('Ready', 'False', {
            reason: 'OCIArtifactPullFailed',
            message: `failed to determine artifact digest: Get "https://${registry}/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
            atMs: flux,
          })
        : condition('Ready', 'Unknown', {
            reason: 'Progressing',
            message: 'reconciliation in progress',
            atMs: flux ?? bornAtMs,
          });
  return kubeObject(
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      ...NAME,
      bornAtMs,
      changedAtMs: source ?? nowMs,
    },
    {
      spec: { interval: '10m', url, ref: { tag: TAG }, provider: 'generic' },
      status: {
        // A controller that does not run yet has said nothing.
        conditions: flux === null ? [] : [ready],
        observedGeneration: flux === null ? -1 : 1,
        ...(source !== null && {
          artifact: {
            revision,
            digest: revision.slice(revision.indexOf('@') + 1),
            lastUpdateTime: instant(source),
            path: 'ocirepository/flux-system/site/latest.tar.gz',
            size: 48_213,
            url: 'http://source-controller.flux-system.svc.cluster.local./ocirepository/flux-system/site/latest.tar.gz',
          },
        }),
      },
    },
  );
}

function kustomization(state: ClusterState): KubeObject {
  const { bornAtMs, trouble, nowMs } = state;
  const { flux, source, applied } = milestonesOf(state);
  const revision = revisionOf(state);
  const ready =
    applied !== null
      ? condition('Ready', 'True', {
          reason: 'ReconciliationSucceeded',
          message: `Applied revision: ${revision}`,
          atMs: applied,
        })
      : source !== null
        ? condition('Ready', 'Unknown', {
            reason: 'Progressing',
            message: `Running health checks for revision ${revision} with a timeout of 4m30s`,
            atMs: source,
          })
        : condition('Ready', trouble.fluxFailing ? 'False' : 'Unknown', {
            reason: 'ArtifactFailed',
            message: 'Source artifact not found, retrying in 30s',
            atMs: flux ?? bornAtMs,
          });
  return kubeObject(
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      ...NAME,
      bornAtMs,
      changedAtMs: applied ?? nowMs,
    },
    {
      spec: {
        interval: '10m',
        path: './',
        prune: true,
        sourceRef: { kind: 'OCIRepository', name: 'site' },
        wait: true,
      },
      status: {
        conditions: flux === null ? [] : [ready],
        observedGeneration: flux === null ? -1 : 1,
        ...(source !== null && { lastAttemptedRevision: revision }),
        ...(applied !== null && { lastAppliedRevision: revision }),
      },
    },
  );
}
