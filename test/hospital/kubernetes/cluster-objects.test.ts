import { expect, test } from 'vitest';
import { type ClusterState, kubernetesTroubleSchema } from './cluster-state.ts';
import { fluxObjects, revisionOf } from './flux-objects.ts';
import type { KubeObject } from './kube-object.ts';
import { nodeObjects } from './node-objects.ts';
import { ageText, printTable } from './print-table.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { workloadObjects } from './workload-objects.ts';

const BORN_MS = Date.UTC(2026, 10, 22, 9);
const READY_MS = BORN_MS + 10_000;

/** The cluster, this many real seconds after its two nodes became ready. */
function clusterAt(seconds: number, trouble = {}): ClusterState {
  return {
    nodes: [1, 2].map((number) => ({
      hostname: `lab-edge-0${number}`,
      role: number === 1 ? 'controlplane' : 'worker',
      address: `127.77.0.1${number}`,
      talosVersion: 'v1.13.9',
      readyAtMs: READY_MS,
      isDown: false,
    })),
    bornAtMs: BORN_MS,
    nowMs: READY_MS + seconds * 1000,
    timeScale: 1,
    trouble: kubernetesTroubleSchema.parse(trouble),
    registry: 'registry.eu-1.edge.example:8443',
  };
}
const readyOf = (object: KubeObject | undefined) => {
  const conditions = object?.status?.conditions;
  return Array.isArray(conditions) ? conditions.find(({ type }) => type === 'Ready') : undefined;
};
const daemonSet = (state: ClusterState) =>
  workloadObjects(state).find(({ kind }) => kind === 'DaemonSet')?.status;
const runningPods = (state: ClusterState) =>
  workloadObjects(state).filter(({ kind, status }) => kind === 'Pod' && status?.phase === 'Running').length;

test('Cilium comes up first, then Flux, its source, and what it applies', () => {
  const seen = [0, 3, 4, 10, 15, 21].map((seconds) => {
    const state = clusterAt(seconds);
    const [source, result] = fluxObjects(state);
    return [
      daemonSet(state)?.numberReady,
      nodeObjects(state).filter(({ kind }) => kind === 'CiliumNode').length,
      runningPods(state),
      readyOf(source)?.status,
      readyOf(result)?.status,
    ];
  });
  expect(seen).toEqual([
    [0, 0, 3, undefined, undefined],
    [0, 0, 3, undefined, undefined],
    [2, 2, 7, undefined, undefined],
    [2, 2, 9, 'Unknown', 'Unknown'],
    [2, 2, 9, 'True', 'Unknown'],
    [2, 2, 11, 'True', 'True'],
  ]);
});

test('what Flux applied is the revision of the artifact that it pulled, by digest', () => {
  const state = clusterAt(60);
  const [source, result] = fluxObjects(state);
  const revision = revisionOf(state);
  expect(revision).toMatch(/^2026\.11\.3@sha256:[0-9a-f]{64}$/);
  expect(source?.status?.artifact).toMatchObject({ revision, digest: revision.split('@')[1] });
  expect(result?.status?.lastAppliedRevision).toBe(revision);
});

test('without a tunnel nothing behind it comes up; without a trusted registry Flux says why', () => {
  const noTunnel = clusterAt(600, { tunnelDown: true });
  expect(daemonSet(noTunnel)).toMatchObject({ desiredNumberScheduled: 2, numberReady: 0 });
  expect(fluxObjects(noTunnel).map((object) => object.status?.conditions)).toEqual([[], []]);
  const noTrust = clusterAt(600, { fluxFailing: true });
  const [source, result] = fluxObjects(noTrust);
  expect(readyOf(source)).toMatchObject({ status: 'False', reason: 'OCIArtifactPullFailed' });
  expect(readyOf(source)?.message).toContain('x509: certificate signed by unknown authority');
  expect(readyOf(result)).toMatchObject({ status: 'False', reason: 'ArtifactFailed' });
});

test('a node that is down is known and not ready, and its pods are gone', () => {
  const state = clusterAt(600);
  const nodes = state.nodes.map((node) => ({ ...node, isDown: node.role === 'worker' }));
  const down = { ...state, nodes };
  expect(
    nodeObjects(down)
      .filter(({ kind }) => kind === 'Node')
      .map((node) => readyOf(node)?.status),
  ).toEqual(['True', 'Unknown']);
  expect(daemonSet(down)).toMatchObject({ desiredNumberScheduled: 1, numberReady: 1 });
  expect(runningPods(down)).toBeLessThan(runningPods(state));
});

test('two reads of the same moment are equal, names and versions included', () => {
  expect(workloadObjects(clusterAt(60))).toEqual(workloadObjects(clusterAt(60)));
});

test.each([
  ['k8s-app=cilium', 2],
  ['k8s-app==cilium,app.kubernetes.io/name=cilium-agent', 2],
  ['k8s-app in (cilium, kube-dns)', 3],
  ['k8s-app notin (cilium)', 9],
  ['tier', 3],
  ['!k8s-app', 4],
  ['k8s-app!=cilium', 9],
])('the label selector %s picks %i pods', (text, count) => {
  const pods = workloadObjects(clusterAt(60)).filter(({ kind }) => kind === 'Pod');
  const matches = labelSelector(text);
  expect(pods.filter((pod) => matches?.(pod))).toHaveLength(count);
});

test('selectors that make no sense are refused', () => {
  expect(labelSelector('a in b')).toBeNull();
  expect(labelSelector('a=(b')).toBeNull();
  expect(fieldSelector('spec.color=red')).toBeNull();
});

test('a table has what kubectl prints', () => {
  const state = clusterAt(60);
  expect(
    printTable(
      'Node',
      nodeObjects(state).filter(({ kind }) => kind === 'Node'),
      state.nowMs,
    ),
  ).toMatchObject({
    kind: 'Table',
    rows: [
      {
        cells: ['lab-edge-01', 'Ready', 'control-plane', '60s', 'v1.35.4', '127.77.0.11', 'Talos (v1.13.9)'],
      },
      { cells: ['lab-edge-02', 'Ready', '<none>', '60s', 'v1.35.4', '127.77.0.12', 'Talos (v1.13.9)'] },
    ],
  });
});

test.each([
  [5000, '5s'],
  [119_000, '119s'],
  [130_000, '2m10s'],
  [3_600_000, '60m'],
  [4 * 3_600_000, '4h'],
  [80 * 3_600_000, '3d'],
])('an age of %i ms is written %s', (ageMs, text) => {
  expect(ageText(ageMs)).toBe(text);
});
