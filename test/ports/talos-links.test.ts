import { createServer } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import { CALL_TIMEOUT_MS, LOOK_TIMEOUT_MS } from '../../electron/adapters/talos/wire/limits.ts';
import { failureOf } from '../fakes/provisioning/provisioning-bench.ts';
import type { LabNode } from '../hospital/node/lab-node.ts';
import { configFor, nodeForTest } from '../hospital/node/stories/lab-bench.ts';
import { labConfig, labCredentials, labSite, simulatedNode } from './lab-node-for-links.ts';

describe('the Talos adapter on a node that misbehaves', () => {
  const links = createTalosLinks();
  const open = async (node: LabNode) =>
    links.open({
      address: node.address,
      port: node.port,
      fingerprint: node.fingerprint(),
      credentials: null,
    });

  test('an answer of 40 MiB is not read, and the next call is answered as if nothing had been', async () => {
    const node = await simulatedNode();
    const link = await open(node);
    await node.misbehave({ hugeAnswerMiB: 40 });
    expect(await failureOf(link.version())).toMatchObject({ code: 'node-answer-too-large' });
    expect(await failureOf(link.list('runtime', 'Disks.block.talos.dev'))).toMatchObject({
      code: 'node-answer-too-large',
    });
    expect(await links.look(node.address, node.port, null)).toMatchObject({ answer: 'not-talos' });
    await node.misbehave({});
    expect((await link.version()).tag).toBe('v1.13.9');
    link.close();
  });

  test('garbage after the handshake is no node', async () => {
    const node = await simulatedNode();
    await node.misbehave({ garbage: true });
    expect(await failureOf(open(node).then((link) => link.version()))).toMatchObject({
      code: 'node-not-talos',
    });
  });

  test('a node that cuts every connection is unreachable', async () => {
    const node = await simulatedNode();
    await node.misbehave({ dropConnectionsAfterMs: 1 });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect(await failureOf(open(node).then((link) => link.dmesg({ limitBytes: 1000 })))).toMatchObject({
        code: 'node-unreachable',
      });
    }
  });

  test('a node that answers too late: the call and the look end at their stated limits', async () => {
    const node = await simulatedNode();
    const link = await open(node);
    await node.misbehave({ slowMs: 60_000 });
    const startedMs = performance.now();
    const call = failureOf(link.version());
    const look = links.look(node.address, node.port, null);
    expect(await look).toMatchObject({ answer: 'silent', fingerprint: node.fingerprint() });
    expect(performance.now() - startedMs).toBeLessThan(LOOK_TIMEOUT_MS + 1000);
    expect(await call).toEqual({
      code: 'node-timeout',
      facts: { address: node.address, call: 'version', afterMs: CALL_TIMEOUT_MS },
    });
    expect(performance.now() - startedMs).toBeLessThan(CALL_TIMEOUT_MS + 1000);
    link.close();
  }, 20_000);

  test('a port that accepts and says nothing is silent', async () => {
    const port = await listen(createTcpServer((socket) => void sockets.add(socket)));
    expect(await links.look('127.0.0.1', port, null)).toMatchObject({ answer: 'silent' });
  }, 10_000);

  test('a web server is no node', async () => {
    const port = await listen(createServer((_request, response) => response.end('<html>')));
    expect(await links.look('127.0.0.1', port, null)).toMatchObject({ answer: 'not-talos' });
    const target = { address: '127.0.0.1', port, fingerprint: null, credentials: null };
    expect(await failureOf(links.open(target))).toMatchObject({ code: 'node-not-talos' });
  });

  test('what a node prints has no control characters by the time we have it', async () => {
    const node = await simulatedNode();
    const link = await open(node);
    await node.misbehave({ refuseConfig: 'bad \u001b[31mcolour\u0007 \u202eand\nmore' });
    expect(await failureOf(link.applyConfiguration(labConfig, { dryRun: true }))).toMatchObject({
      facts: { detail: 'bad colour and more' },
    });
    link.close();
  });

  test('a disk that disappears after the rehearsal makes the apply refuse', async () => {
    const node = await simulatedNode();
    const link = await open(node);
    const disks = await link.list('runtime', 'Disks.block.talos.dev');
    const spec = disks.find(({ id }) => id === 'nvme0n1')?.spec;
    const serial = typeof spec === 'object' && spec !== null && 'serial' in spec ? String(spec.serial) : '';
    await node.misbehave({ diskDisappears: serial });
    await link.applyConfiguration(configFor(labSite), { dryRun: true });
    expect(await failureOf(link.applyConfiguration(configFor(labSite), { dryRun: false }))).toMatchObject({
      code: 'node-refused-config',
    });
    link.close();
  });

  test.each([
    ['m12', 'old-maintenance'],
    ['agent', 'agent'],
    ['siderolink-only', 'closed'],
    ['cfg14', 'foreign'],
  ] as const)('a machine of profile %s answers as %s', async (profile, answer) => {
    const node = await nodeForTest({ profile });
    expect(await links.look(node.address, node.port || 1, labCredentials)).toMatchObject({ answer });
  });

  test('logs keep their end when they are longer than asked for', async () => {
    const node = await simulatedNode();
    const link = await open(node);
    const whole = await link.dmesg({ limitBytes: 10_000_000 });
    const end = await link.dmesg({ limitBytes: 500 });
    expect(end).toBe(whole.slice(-500));
    const log = await link.log('machined', { tailLines: 5, limitBytes: 100_000 });
    expect(log.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
    link.close();
  });

  test('a time server that does not answer is not an error of the node', async () => {
    const node = await simulatedNode();
    const link = await open(node);
    expect(await link.timeCheck('127.0.0.1')).toBeNull();
    link.close();
  }, 15_000);
});

const sockets = new Set<Socket>();

/** Listens on a free port of loopback until the test ends. */
async function listen(server: ReturnType<typeof createTcpServer>): Promise<number> {
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
