/** Nodes of the earlier generation, recognised by real connections to a simulated one. */
import { afterEach, expect, test } from 'vitest';
import { createEarlierProbe } from '../../electron/adapters/earlier/earlier-probe.ts';
import { type EarlierNodeOptions, startEarlierNode } from '../hospital/earlier/earlier-node.ts';
import { startRancherServer } from '../hospital/earlier/rancher-server.ts';
import { openStreetDoor } from '../hospital/street-door.ts';

const ADDRESS = '127.79.83.80';
const never = new AbortController().signal;
const parts: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(parts.splice(0).map((part) => part.stop()));
});

async function startNode(change: Partial<EarlierNodeOptions> = {}) {
  const free = { ssh: 0, kubernetes: 0, kubelet: 0 };
  const node = await startEarlierNode({ address: ADDRESS, ...free, ...change });
  parts.push(node);
  return node;
}
/** A port of the address where nobody listens any more. */
async function deadPort(): Promise<number> {
  const door = await openStreetDoor({ address: ADDRESS, port: 0 }, () => {});
  await door.shut();
  return door.place.port;
}

test('an RKE2 node under Debian is recognised by what it shows to anybody', async () => {
  const { ports, asked } = await startNode();
  const look = await createEarlierProbe({ ...ports, rancher: await deadPort() }).look(ADDRESS, never);
  expect(look).toEqual({
    signs: ['ssh-banner', 'kubernetes-version', 'kubernetes-certificate'],
    system: 'Debian 11',
    distribution: 'rke2',
    kubernetesVersion: 'v1.24.17+rke2r1',
  });
  // Nothing was said to sshd, and only the version was asked.
  expect(asked.toSorted()).toEqual(['GET /version', 'GET /version']);
});

test('a worker is recognised by the certificate of its kubelet', async () => {
  const { ports } = await startNode({ authority: 'kube-ca' });
  const dead = await deadPort();
  const look = await createEarlierProbe({ ...ports, kubernetes: dead, rancher: dead }).look(ADDRESS, never);
  expect(look).toMatchObject({ distribution: 'rke', signs: ['ssh-banner', 'kubernetes-certificate'] });
});

test('a Debian server of the house, or a cluster of somebody else, is no node of the earlier generation', async () => {
  const { ports } = await startNode({ authority: 'kubernetes', gitVersion: 'v1.31.2' });
  const dead = await deadPort();
  const probe = createEarlierProbe({ ...ports, rancher: dead });
  expect(await probe.look(ADDRESS, never)).toBe(null);
  const onlySsh = createEarlierProbe({ ssh: ports.ssh, kubernetes: dead, kubelet: dead, rancher: dead });
  expect(await onlySsh.look(ADDRESS, never)).toBe(null);
});

test('a Rancher server on the machine is a sign of its own', async () => {
  const rancher = await startRancherServer({ address: ADDRESS, token: 't', clusters: [], nodes: [] });
  parts.push(rancher);
  const dead = await deadPort();
  const ports = { ssh: dead, kubernetes: dead, kubelet: dead, rancher: Number(new URL(rancher.url).port) };
  expect(await createEarlierProbe(ports).look(ADDRESS, never)).toMatchObject({ signs: ['rancher-api'] });
  expect(rancher.asked).toEqual(['/ping ']);
});

test('a machine that takes connections and says nothing costs three seconds, not more', async () => {
  const mute = await openStreetDoor({ address: ADDRESS, port: 0 }, () => {});
  parts.push({ stop: () => mute.shut() });
  const { port } = mute.place;
  const probe = createEarlierProbe({ ssh: port, kubernetes: port, kubelet: port, rancher: port });
  const startedAtMs = performance.now();
  expect(await probe.look(ADDRESS, never)).toBe(null);
  expect(performance.now() - startedAtMs).toBeLessThan(6000);
});

test('a banner without end and an answer without end are not read to their end', async () => {
  const babble = await openStreetDoor({ address: ADDRESS, port: 0 }, (socket) => {
    const pour = (): void => {
      while (socket.writable && socket.write('SSH-2.0-'.repeat(1000)));
    };
    socket.on('drain', pour);
    pour();
  });
  parts.push({ stop: () => babble.shut() });
  const { port } = babble.place;
  const probe = createEarlierProbe({ ssh: port, kubernetes: port, kubelet: port, rancher: port });
  expect(await probe.look(ADDRESS, never)).toBe(null);
});

test('who stops does not wait for it', async () => {
  const mute = await openStreetDoor({ address: ADDRESS, port: 0 }, () => {});
  parts.push({ stop: () => mute.shut() });
  const { port } = mute.place;
  const stop = new AbortController();
  const probe = createEarlierProbe({ ssh: port, kubernetes: port, kubelet: port, rancher: port });
  const looking = probe.look(ADDRESS, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(looking).rejects.toThrow('stopped');
});
