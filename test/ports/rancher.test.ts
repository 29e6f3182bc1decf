/** Reading a Rancher v3 API, from a simulated server over TLS. */
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { createRancherHttp } from '../../electron/adapters/rancher/rancher-http.ts';
import { readInventory } from '../../electron/discovery/earlier/rancher-inventory.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { someNode } from '../fakes/visit-examples.ts';
import { type RancherServerOptions, startRancherServer } from '../hospital/earlier/rancher-server.ts';

const ADDRESS = '127.79.84.1';
const TOKEN = 'token-ab1cd:xyz';
const never = new AbortController().signal;
const parts: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(parts.splice(0).map((part) => part.stop()));
});

const cluster = (number: number) => ({
  id: `c-${number}`,
  name: `lab-${number}`,
  state: 'active',
  provider: 'rke2',
  version: { gitVersion: 'v1.24.17+rke2r1' },
  links: { nodes: 'https://elsewhere.example' },
});
const machine = (number: number) => ({
  clusterId: `c-${number}`,
  nodeName: `lab-${number}-a`,
  hostname: `LAB-${number}-A.hospital.example`,
  ipAddress: `10.20.4.${number}`,
  externalIpAddress: null,
  state: 'active',
  controlPlane: true,
  etcd: true,
  worker: false,
  info: {
    os: { operatingSystem: 'Debian GNU/Linux 11 (bullseye)' },
    kubernetes: { kubeletVersion: 'v1.24.17' },
  },
});
const list = <T>(make: (number: number) => T, count: number): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

async function startServer(change: Partial<RancherServerOptions> = {}) {
  const server = await startRancherServer({
    ...{ address: ADDRESS, token: TOKEN, clusters: list(cluster, 3), nodes: list(machine, 3) },
    ...change,
  });
  parts.push(server);
  return { server, access: { url: server.url, token: TOKEN, ca: server.ca } };
}
const read = (access: { url: string; token: string; ca: string | null }, nodes: readonly NodeView[] = []) =>
  readInventory(
    access,
    { rancher: createRancherHttp(), nodes: () => nodes },
    { signal: never, report: () => {}, pointOfNoReturn: () => {} },
  );

test('every page is read, and the token is shown to this server alone', async () => {
  const { server, access } = await startServer({
    clusters: list(cluster, 25),
    nodes: list(machine, 25),
    pageItems: 10,
  });
  const { clusters, isCut } = await read(access);
  expect(clusters.map(({ name }) => name)).toEqual(list((number) => `lab-${number}`, 25));
  expect(clusters[24]?.nodes).toEqual([
    {
      name: 'lab-25-a',
      hostname: 'LAB-25-A.hospital.example',
      addresses: ['10.20.4.25'],
      state: 'active',
      roles: ['controlplane', 'etcd'],
      system: 'Debian GNU/Linux 11 (bullseye)',
      kubernetesVersion: 'v1.24.17',
      seenOnSite: null,
    },
  ]);
  expect(isCut).toBe(false);
  expect(new Set(server.asked)).toEqual(
    new Set([`/v3/clusters Bearer ${TOKEN}`, `/v3/nodes Bearer ${TOKEN}`]),
  );
});

test('an address with or without /v3 is the same server', async () => {
  const { server, access } = await startServer();
  expect((await read({ ...access, url: `${server.url}/v3/` })).clusters).toHaveLength(3);
});

test('what was seen on site is marked, by its address, or by a host name that only one machine has', async () => {
  const { access } = await startServer();
  const hostname = (value: string) => ({ value, source: 'node' as const, learntAtMs: 1 });
  const { clusters } = await read(access, [
    someNode({ id: 'by-address', address: '10.20.4.1', hostname: hostname('other') }),
    someNode({ id: 'by-name', address: '10.99.0.7', hostname: hostname('lab-2-a') }),
    someNode({ id: 'twin-1', address: '10.99.0.8', hostname: hostname('lab-3-a') }),
    someNode({ id: 'twin-2', address: '10.99.0.9', hostname: hostname('lab-3-a') }),
  ]);
  expect(clusters.map(({ nodes }) => nodes[0]?.seenOnSite)).toEqual([
    { nodeId: 'by-address', by: 'address' },
    { nodeId: 'by-name', by: 'hostname' },
    null,
  ]);
});

test('what a stranger wrote into names is made harmless', async () => {
  const { access } = await startServer({
    clusters: [{ ...cluster(1), name: '<b>lab</b>\u202E\u001b[2J' }],
    nodes: [],
  });
  const [first] = (await read(access)).clusters;
  expect(first?.name).toBe('‹b›lab‹/b›\uFFFD␛[2J');
});

test.each([
  ['a wrong token', { token: 'another' }, 'rancher-refused'],
  ['a certificate of an authority that nobody named', { ca: null }, 'rancher-unreachable'],
  ['an address where nobody listens', { url: 'https://127.79.84.1:1' }, 'rancher-unreachable'],
] as const)('%s is told as it is', async (_what, change, code) => {
  const { access } = await startServer();
  await expect(read({ ...access, ...change })).rejects.toThrow(code);
});

test.each([
  ['another server as its next page', { pagination: { next: 'https://evil.example/v3/clusters' } }],
  ['no collection', { type: 'error' }],
  ['clusters without an id', { data: [{ name: 'x' }] }],
  ['a page of 20 MB', { padding: 'x'.repeat(20_000_000) }],
] as const)('a server that answers with %s is refused', async (_what, change) => {
  const { access } = await startServer({ misbehave: (page) => ({ ...page, ...change }) });
  await expect(read(access)).rejects.toThrow('rancher-unreadable');
});

test('a server that pages for ever is left after a stated number of pages', async () => {
  const { server, access } = await startServer({
    misbehave: (page) => ({ ...page, pagination: { next: `/v3/${page.resourceType}?marker=1` } }),
  });
  expect(await read(access)).toMatchObject({ isCut: true });
  expect(server.asked.length).toBeLessThanOrEqual(800);
});

test('no token is in what is told, whatever went wrong and wherever it was pasted', async () => {
  const { access, server } = await startServer();
  const { host } = new URL(server.url);
  const told: unknown[] = [];
  for (const url of [
    `https://user:${TOKEN}@${host}/v3?token=${TOKEN}`,
    `https://x:${TOKEN}@127.79.84.1:1/`,
  ]) {
    for (const change of [{}, { ca: null }, { token: 'another' }])
      told.push(await read({ ...access, url, ...change }).catch((error: unknown) => error));
  }
  const misled = await startServer({
    misbehave: (page) => ({ ...page, pagination: { next: `https://evil.example/?t=${TOKEN}` } }),
  });
  told.push(await read(misled.access).catch((error: unknown) => error));
  expect(inspect(told, { depth: 10, showHidden: true })).not.toContain(TOKEN);
  expect(JSON.stringify(told)).not.toContain(TOKEN);
});
