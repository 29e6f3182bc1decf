import { createServer, type Server } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createPlatformStatus } from '../../electron/adapters/kubernetes/platform-status.ts';
import type { PlatformState, PlatformStatus } from '../../electron/provisioning/ports.ts';
import { createFakePlatform, readyPlatform } from '../fakes/provisioning/platform-status.ts';
import { startKubernetesApi } from '../hospital/kubernetes/start-kubernetes-api.ts';
import { createSiteAuthority } from '../hospital/site-authority.ts';

/** A cluster that a test brings up and breaks. */
interface Cluster {
  readonly status: PlatformStatus;
  kubeconfig(): Promise<string>;
  start(...hostnames: readonly string[]): Promise<void>;
  breakFlux(): Promise<void>;
  breakTunnel(): Promise<void>;
  stop(): Promise<void>;
}

const expectSite = { ociRepository: 'flux-system/site', kustomization: 'flux-system/site' };
const never = new AbortController().signal;

async function fakeCluster(): Promise<Cluster> {
  const platform = createFakePlatform();
  const change = (part: (state: PlatformState) => Partial<PlatformState>) => {
    const current = platform.state ?? readyPlatform();
    platform.state = { ...current, ...part(current) };
  };
  return {
    status: platform,
    kubeconfig: async () => 'kind: Config\n',
    start: async (...hostnames) => {
      platform.state = readyPlatform(...hostnames);
    },
    breakFlux: async () => change(() => ({ flux: { ready: false, revision: null, message: 'no artifact' } })),
    breakTunnel: async () => change(() => ({ tunnel: { ready: false, message: 'no agents' } })),
    stop: async () => undefined,
  };
}

async function simulatedCluster(): Promise<Cluster> {
  const api = await startKubernetesApi({
    place: { address: '127.77.21.11', port: 0 },
    authority: createSiteAuthority({ organizations: ['kubernetes'] }),
    registry: 'registry.edge.example:8443',
    timeScale: 1_000_000,
  });
  return {
    status: createPlatformStatus(),
    kubeconfig: () => api.kubeconfig('site'),
    start: async (...hostnames) => {
      for (const hostname of hostnames) {
        const role = 'controlplane' as const;
        api.nodeReady({ hostname, role, address: '127.77.21.11', talosVersion: 'v1.13.9' });
      }
      api.bootstrapped();
      await api.setTrouble({});
    },
    breakFlux: () => api.setTrouble({ fluxFailing: true }),
    breakTunnel: () => api.setTrouble({ tunnelDown: true }),
    stop: () => api.stop(),
  };
}

describe.each([
  ['fake', fakeCluster],
  ['simulated', simulatedCluster],
])('what a %s cluster says of itself', (_name, make) => {
  let cluster: Cluster;
  beforeEach(async () => {
    cluster = await make();
  });
  afterEach(() => cluster.stop());
  const read = async () => cluster.status.read(await cluster.kubeconfig(), expectSite, never);

  test('a cluster that is not up yet is unreachable, which is not the same as not ready', async () => {
    await expect(read()).rejects.toMatchObject({ failure: { code: 'cluster-unreachable' } });
  });

  test('a cluster that is up names its ready nodes, the revision, and the tunnel', async () => {
    await cluster.start('lab-edge-01', 'lab-edge-02');
    const state = await read();
    expect([...state.nodesReady].sort()).toEqual(['lab-edge-01', 'lab-edge-02']);
    expect(state.flux).toMatchObject({ ready: true, revision: expect.stringContaining('@sha256:') });
    expect(state.tunnel.ready).toBe(true);
  });

  test('what is not ready says why', async () => {
    await cluster.start('lab-edge-01');
    await cluster.breakFlux();
    const { flux } = await read();
    expect(flux.ready).toBe(false);
    expect(flux.message).not.toBe('');
  });

  test('a tunnel whose agents fail is not ready', async () => {
    await cluster.start('lab-edge-01');
    await cluster.breakTunnel();
    const { tunnel } = await read();
    expect(tunnel.ready).toBe(false);
    expect(tunnel.message).not.toBe('');
  });

  test('a kubeconfig that is none is refused', async () => {
    await expect(cluster.status.read('[]', expectSite, never)).rejects.toMatchObject({
      failure: { code: 'cluster-answer-wrong' },
    });
  });

  test('a stop ends the question with its own reason', async () => {
    const reason = new Error('stopped');
    await expect(
      cluster.status.read(await cluster.kubeconfig(), expectSite, AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
  });
});

describe('an API server that misbehaves', () => {
  const authority = createSiteAuthority({ organizations: ['kubernetes'] });
  let server: Server;
  let kubeconfig: string;
  let answer: (url: string) => { readonly status: number; readonly body: string } | 'hang up';
  beforeEach(async () => {
    const leaf = authority.issueServer(['127.77.21.12']);
    server = createServer({ cert: leaf.certificatePem, key: leaf.keyPem }, ({ url }, response) => {
      const made = answer(url ?? '');
      if (made === 'hang up') return void response.destroy();
      response.writeHead(made.status, { location: 'https://127.77.21.13/' });
      response.end(made.body);
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.77.21.12', resolve);
    await promise;
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const client = authority.issueClient({ organizations: ['system:masters'], commonName: 'admin' });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    kubeconfig = stringify({
      kind: 'Config',
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
      clusters: [
        {
          name: 'x',
          cluster: {
            server: `https://127.77.21.12:${port}`,
            'certificate-authority-data': base64(authority.certificatePem),
          },
        },
      ],
      users: [
        {
          name: 'x',
          user: {
            'client-certificate-data': base64(client.certificatePem),
            'client-key-data': base64(client.keyPem),
          },
        },
      ],
    });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const read = () => createPlatformStatus().read(kubeconfig, expectSite, never);

  test.each<[string, ReturnType<typeof answer>, string]>([
    ['answers with something that is not JSON', { status: 200, body: '<html>' }, 'cluster-answer-wrong'],
    [
      'answers with another form',
      { status: 200, body: '{"items":[{"metadata":1}]}' },
      'cluster-answer-wrong',
    ],
    ['sends more than it can have', { status: 200, body: ' '.repeat(9_000_000) }, 'cluster-answer-wrong'],
    ['sends us elsewhere', { status: 302, body: '' }, 'cluster-answer-wrong'],
    ['forbids', { status: 403, body: '{}' }, 'cluster-answer-wrong'],
    ['hangs up', 'hang up', 'cluster-unreachable'],
  ])('that %s is named as such', async (_name, made, code) => {
    answer = () => made;
    await expect(read()).rejects.toMatchObject({ failure: { code } });
  });

  test('an empty cluster is not ready, and says that nothing is there', async () => {
    answer = () => ({ status: 404, body: '{}' });
    expect(await read()).toEqual({
      nodesReady: [],
      flux: { ready: false, revision: null, message: 'no OCIRepository flux-system/site' },
      tunnel: { ready: false, message: 'no Cilium agents are planned' },
    });
  });

  test('a revision that the source has but nobody applied is not ready', async () => {
    const conditions = [{ type: 'Ready', status: 'True', message: 'ok' }];
    answer = (url) => {
      if (url.includes('ocirepositories')) {
        const status = { conditions, artifact: { revision: 'v2@sha256:2' } };
        return { status: 200, body: JSON.stringify({ metadata: { generation: 1 }, status }) };
      }
      if (!url.includes('kustomizations')) return { status: 404, body: '{}' };
      const status = { conditions, lastAppliedRevision: 'v1@sha256:1', observedGeneration: 1 };
      return { status: 200, body: JSON.stringify({ metadata: { generation: 1 }, status }) };
    };
    expect((await read()).flux).toEqual({
      ready: false,
      revision: 'v2@sha256:2',
      message: 'revision v2@sha256:2 is not applied yet',
    });
  });

  test.each([
    ['runs a program', { exec: { command: 'touch', args: ['/tmp/never'] } }],
    ['reads a key from a file', { 'client-key': '/etc/hostname', 'client-certificate': '/etc/hostname' }],
    ['uses a token', { token: 'abc' }],
  ])('a kubeconfig whose user %s is refused', async (_name, user) => {
    const config = { ...parse(kubeconfig), users: [{ name: 'x', user }] };
    await expect(createPlatformStatus().read(stringify(config), expectSite, never)).rejects.toMatchObject({
      failure: { code: 'cluster-answer-wrong' },
    });
  });

  test('a certificate of another authority is not spoken to', async () => {
    const other = createSiteAuthority({ organizations: ['kubernetes'] });
    const config = parse(kubeconfig);
    config.clusters[0].cluster['certificate-authority-data'] = Buffer.from(other.certificatePem).toString(
      'base64',
    );
    answer = () => ({ status: 200, body: '{}' });
    await expect(createPlatformStatus().read(stringify(config), expectSite, never)).rejects.toMatchObject({
      failure: { code: 'cluster-unreachable' },
    });
  });
});
