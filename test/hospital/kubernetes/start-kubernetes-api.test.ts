import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSiteAuthority, type IssuedCertificate } from '../site-authority.ts';
import { type LabKubernetes, startKubernetesApi } from './start-kubernetes-api.ts';

const authority = createSiteAuthority({ organizations: ['kubernetes'] });
let api: LabKubernetes;
let config: KubeConfig;

beforeEach(async () => {
  api = await startKubernetesApi({
    place: { address: '127.77.9.11', port: 0 },
    authority,
    registry: 'registry.eu-1.edge.example:8443',
    // Everything that takes time is done before the first question can be asked.
    timeScale: 1_000_000,
  });
  config = new KubeConfig();
  config.loadFromString(await api.kubeconfig('st-anna'));
});
afterEach(() => api.stop());

function nodesReady(): void {
  for (const number of [1, 2]) {
    api.nodeReady({
      hostname: `lab-edge-0${number}`,
      role: number === 1 ? 'controlplane' : 'worker',
      address: `127.77.9.1${number}`,
      talosVersion: 'v1.13.9',
    });
  }
}
const nodesOf = async () =>
  (await config.makeApiClient(CoreV1Api).listNode()).items.map(({ metadata }) => metadata?.name);

test('the port is closed until the cluster is bootstrapped, and after its control plane went down', async () => {
  await expect(nodesOf()).rejects.toThrow(/ECONNREFUSED/);
  api.bootstrapped();
  await expect.poll(nodesOf).toEqual([]);
  nodesReady();
  expect(await nodesOf()).toEqual(['lab-edge-01', 'lab-edge-02']);
  api.down('lab-edge-02');
  expect(await nodesOf()).toEqual(['lab-edge-01', 'lab-edge-02']);
  api.down('lab-edge-01');
  await expect.poll(() => nodesOf().catch(() => 'closed')).toBe('closed');
  api.bootstrapped();
  await expect.poll(() => nodesOf().catch(() => 'closed')).toEqual(['lab-edge-01', 'lab-edge-02']);
});

test("the engine's Kubernetes client reads nodes, Cilium, Flux and logs", async () => {
  api.bootstrapped();
  nodesReady();
  const core = config.makeApiClient(CoreV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  await expect.poll(nodesOf).toHaveLength(2);
  const pods = await core.listPodForAllNamespaces({ labelSelector: 'k8s-app=cilium' });
  expect(pods.items.map(({ status }) => status?.containerStatuses?.[0]?.ready)).toEqual([true, true]);
  const cilium = await config
    .makeApiClient(AppsV1Api)
    .readNamespacedDaemonSet({ name: 'cilium', namespace: 'kube-system' });
  expect(cilium.status?.numberReady).toBe(2);
  const site = await custom.getNamespacedCustomObject({
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    namespace: 'flux-system',
    plural: 'kustomizations',
    name: 'site',
  });
  expect(site).toMatchObject({ status: { lastAppliedRevision: expect.stringMatching(/@sha256:/) } });
  const gateway = (await core.listNamespacedPod({ namespace: 'edge', labelSelector: 'app=lab-gateway' }))
    .items[0];
  const log = await core.readNamespacedPodLog({
    name: gateway?.metadata?.name ?? '',
    namespace: 'edge',
    tailLines: 2,
  });
  expect(log.trimEnd().split('\n')).toHaveLength(2);
});

test('strangers are not let in, and nobody may write', async () => {
  api.bootstrapped();
  await expect.poll(nodesOf).toEqual([]);
  const other = createSiteAuthority({ organizations: ['kubernetes'] });
  const admin = authority.issueClient({ organizations: ['system:masters'], commonName: 'admin' });
  expect(await call(null)).toMatchObject({ code: 401, reason: 'Unauthorized' });
  expect(
    await call(other.issueClient({ organizations: ['system:masters'], commonName: 'admin' })),
  ).toMatchObject({ code: 401 });
  expect(await call(authority.issueClient({ organizations: ['guests'], commonName: 'bob' }))).toMatchObject({
    code: 403,
  });
  expect(await call(admin, 'DELETE')).toMatchObject({ code: 405 });
  expect(await call(admin, 'GET', '/api/v1/namespaces/edge/pods/nobody')).toMatchObject({
    code: 404,
    message: 'pods "nobody" not found',
  });
  expect(await call(admin, 'GET', '/apis/batch/v1/jobs')).toMatchObject({ code: 404 });
});

function call(client: IssuedCertificate | null, method = 'GET', path = '/api/v1/nodes'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request({
      host: api.place.address,
      port: api.place.port,
      ca: authority.certificatePem,
      ...(client !== null && { cert: client.certificatePem, key: client.keyPem }),
      method,
      path,
      agent: false,
    })
      .once('error', reject)
      .once('response', (response) => {
        text(response).then((body) => resolve(JSON.parse(body)), reject);
      })
      .end();
  });
}
