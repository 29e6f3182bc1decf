import { createServer } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import { CALL_TIMEOUT_MS, LOOK_TIMEOUT_MS } from '../../electron/adapters/talos/wire/limits.ts';
import type { NodeCredentials, NodeEvent, NodeLinks, NodeTarget } from '../../electron/nodes/node-link.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeNodes, fakeMachineOptions } from '../fakes/node-links.ts';
import { failureOf } from '../fakes/provisioning/provisioning-bench.ts';
import { labMachineConfig } from '../hospital/node/config/write-config.ts';
import type { LabNode } from '../hospital/node/lab-node.ts';
import type { Misbehaviour } from '../hospital/node/lab-node-options.ts';
import {
  adminOf,
  configFor,
  nodeForTest,
  siteForTest,
  untilBootstrapIsDue,
} from '../hospital/node/stories/lab-bench.ts';
import { createAuthority, issueClient } from '../hospital/node/tls/authority.ts';

/** One machine in maintenance, reached by one implementation of the port. */
interface Harness {
  readonly links: NodeLinks;
  readonly serial: string;
  place(): { readonly address: string; readonly port: number };
  fingerprint(): string;
  misbehave(
    habits: Pick<Misbehaviour, 'closed' | 'garbage' | 'newCertificateEachConnection' | 'refuseConfig'>,
  ): Promise<void>;
  /** Lets time pass until a control plane has started from its disk and waits for its bootstrap. */
  untilUp(): Promise<void>;
  untilReady(): Promise<void>;
}

const site = siteForTest();
const admin = adminOf(site);
const credentials: NodeCredentials = {
  ca: site.machineCa.certificatePem,
  certificate: admin.certificatePem,
  key: admin.keyPem,
};
const stranger = createAuthority();
const strangerLeaf = issueClient(stranger, ['os:admin']);
const otherSite: NodeCredentials = {
  ca: stranger.certificatePem,
  certificate: strangerLeaf.certificatePem,
  key: strangerLeaf.keyPem,
};
const config = labMachineConfig(site, {
  role: 'controlplane',
  hostname: 'north',
  install: { disk: '/dev/nvme0n1' },
});
const wrongType = config.replace('type: controlplane', 'type: nonsense');
const never = new AbortController().signal;

async function fakeHarness(): Promise<Harness> {
  const clock = createFakeClock();
  const machines = createFakeNodes(clock, fakeMachineOptions(1));
  const machine = machines.node(1);
  return {
    links: machines.links,
    serial: machine.options.serial,
    place: () => ({ address: machine.address, port: machine.options.port }),
    fingerprint: () => machine.fingerprint(0),
    misbehave: async (habits) => void Object.assign(machine.habits, { refuseConfig: null }, habits),
    untilUp: async () => {
      for (let halfSecond = 0; halfSecond < 150; halfSecond += 1) await clock.advance(500);
    },
    untilReady: () => clock.advance(60_000),
  };
}

async function simulatedNode(): Promise<LabNode> {
  return nodeForTest({
    kubernetes: {
      kubeconfig: async () => 'apiVersion: v1\nkind: Config\n',
      nodeReady: () => {},
      bootstrapped: () => {},
      down: () => {},
    },
  });
}

async function talosHarness(): Promise<Harness> {
  const node = await simulatedNode();
  return {
    links: createTalosLinks(),
    serial: '7KX2-0931',
    place: () => ({ address: node.address, port: node.port }),
    fingerprint: () => node.fingerprint(),
    misbehave: (habits) => node.misbehave(habits),
    untilUp: () => untilBootstrapIsDue(node),
    untilReady: async () => void (await node.until(({ isReady }) => isReady, 8000)),
  };
}

describe.each([
  ['fake machines', fakeHarness],
  ['the Talos adapter on a simulated node', talosHarness],
])('links to nodes: %s', (_name, make) => {
  const maintenance = (harness: Harness): NodeTarget => ({
    ...harness.place(),
    fingerprint: harness.fingerprint(),
    credentials: null,
  });
  const configured = (harness: Harness, using = credentials): NodeTarget => ({
    ...harness.place(),
    fingerprint: null,
    credentials: using,
  });
  const look = (harness: Harness, using: NodeCredentials | null = null) => {
    const { address, port } = harness.place();
    return harness.links.look(address, port, using);
  };

  test('a machine in maintenance says who it is to anyone', async () => {
    const harness = await make();
    const expected = {
      answer: 'waiting',
      fingerprint: harness.fingerprint(),
      talosVersion: 'v1.13.9',
      serial: harness.serial,
      stage: 'maintenance',
    };
    expect(await look(harness)).toMatchObject(expected);
    expect(await look(harness, credentials)).toMatchObject(expected);
  });

  test('a closed port and something that is no node are told apart', async () => {
    const harness = await make();
    await harness.misbehave({ closed: true });
    expect(await look(harness)).toMatchObject({ answer: 'closed', fingerprint: null });
    expect(await failureOf(harness.links.open(maintenance(harness)))).toMatchObject({
      code: 'node-unreachable',
    });
    await harness.misbehave({ closed: false, garbage: true });
    expect(await look(harness)).toMatchObject({ answer: 'not-talos' });
  });

  test('another certificate than the expected one ends before anything is asked', async () => {
    const harness = await make();
    const before = `${'A'.repeat(43)}=`;
    expect(await failureOf(harness.links.open({ ...maintenance(harness), fingerprint: before }))).toEqual({
      code: 'certificate-changed',
      facts: { address: harness.place().address, before, after: harness.fingerprint() },
    });
  });

  test('a certificate that changes between two calls is noticed', async () => {
    const harness = await make();
    const link = await harness.links.open(maintenance(harness));
    expect((await link.version()).tag).toBe('v1.13.9');
    await harness.misbehave({ closed: true });
    await harness.misbehave({ closed: false, newCertificateEachConnection: true });
    expect(await failureOf(link.version())).toMatchObject({ code: 'certificate-changed' });
    link.close();
  });

  test('a stranger reads resources, and nothing that needs a certificate', async () => {
    const harness = await make();
    const link = await harness.links.open(maintenance(harness));
    const disks = await link.list('runtime', 'Disks.block.talos.dev');
    expect(disks.map(({ id }) => id)).toContain('nvme0n1');
    expect(disks.find(({ id }) => id === 'nvme0n1')?.spec).toMatchObject({ dev_path: '/dev/nvme0n1' });
    expect(await failureOf(link.bootstrap())).toMatchObject({ code: 'node-refused-us' });
    expect(await failureOf(link.kubeconfig())).toMatchObject({ code: 'node-refused-us' });
    expect(await failureOf(link.list('config', 'MachineConfigs.config.talos.dev'))).toMatchObject({
      code: 'node-refused-us',
    });
    link.close();
  });

  test('a rehearsal changes nothing, and a config that the node cannot use is refused with its words', async () => {
    const harness = await make();
    const link = await harness.links.open(maintenance(harness));
    const first = await link.applyConfiguration(config, { dryRun: true });
    expect(await link.applyConfiguration(config, { dryRun: true })).toEqual(first);
    expect(await failureOf(link.applyConfiguration(wrongType, { dryRun: true }))).toMatchObject({
      code: 'node-refused-config',
      facts: { detail: expect.stringContaining('machine') },
    });
    await harness.misbehave({ refuseConfig: 'unknown keys found' });
    expect(await failureOf(link.applyConfiguration(config, { dryRun: false }))).toMatchObject({
      code: 'node-refused-config',
      facts: { detail: 'unknown keys found' },
    });
    expect(await look(harness)).toMatchObject({ answer: 'waiting', stage: 'maintenance' });
    link.close();
  });

  test('an applied node belongs to its site: ours by mutual TLS, foreign to everyone else', async () => {
    const harness = await make();
    const before = maintenance(harness);
    const link = await harness.links.open(before);
    await link.applyConfiguration(config, { dryRun: false });
    await harness.untilUp();
    expect(await look(harness, credentials)).toMatchObject({
      answer: 'ours',
      serial: harness.serial,
      stage: 'booting',
      fingerprint: harness.fingerprint(),
    });
    expect(await look(harness, otherSite)).toMatchObject({ answer: 'foreign' });
    expect(await look(harness)).toMatchObject({ answer: 'foreign' });
    expect(await failureOf(link.version())).toMatchObject({ code: 'certificate-changed' });
    expect(await failureOf(harness.links.open(before))).toMatchObject({ code: 'certificate-changed' });
    expect(await failureOf(harness.links.open(configured(harness, otherSite)))).toMatchObject({
      code: 'node-refused-us',
    });
    const unknown = await harness.links.open({ ...maintenance(harness), fingerprint: null });
    expect(await failureOf(unknown.version())).toMatchObject({ code: 'node-refused-us' });
  });

  test('a control plane is bootstrapped once and gets ready', async () => {
    const harness = await make();
    const waiting = await harness.links.open(maintenance(harness));
    await waiting.applyConfiguration(config, { dryRun: false });
    await harness.untilUp();
    const link = await harness.links.open(configured(harness));
    await expect.poll(async () => (await link.bootstrap()).result).not.toBe('not-yet');
    expect(await link.bootstrap()).toEqual({ result: 'already' });
    await harness.untilReady();
    const services = await link.services();
    expect(services.find(({ id }) => id === 'etcd')).toMatchObject({ state: 'Running', healthy: true });
    const [status] = await link.list('runtime', 'MachineStatuses.runtime.talos.dev');
    expect(status?.spec).toMatchObject({ stage: 'running', status: { ready: true } });
    expect(await link.kubeconfig()).toContain('kind: Config');
    expect((await link.logIds()).length).toBeGreaterThan(0);
    link.close();
  });

  test('events tell the installation and end with the connection', async () => {
    const harness = await make();
    const waiting = await harness.links.open(maintenance(harness));
    await waiting.applyConfiguration(config, { dryRun: false });
    const told: NodeEvent[] = [];
    const following = (async () => {
      for (;;) {
        // A fake answers within the same turn; others must get theirs.
        await new Promise((resolve) => setImmediate(resolve));
        const answer = await look(harness, credentials);
        if (answer.answer === 'ours' && answer.stage === 'booting') return;
        if (answer.answer !== 'ours') continue;
        // Between the look and the connection the node may be gone.
        const link = await harness.links.open(configured(harness)).catch(() => null);
        if (link === null) continue;
        for await (const event of link.events({ afterId: null }, never)) told.push(event);
      }
    })();
    await harness.untilUp();
    await following;
    expect(told.map(({ text }) => text)).toContain('install sequence start');
    expect(told.every(({ id, text }) => id !== '' && text !== '')).toBe(true);
  });

  test('a stop ends a call and a stream with no failure of the node', async () => {
    const harness = await make();
    const reason = new Error('stopped');
    const { address, port } = harness.place();
    await expect(harness.links.look(address, port, null, AbortSignal.abort(reason))).rejects.toBe(reason);
    const link = await harness.links.open(maintenance(harness));
    await expect(link.version(AbortSignal.abort(reason))).rejects.toBe(reason);
    const events: NodeEvent[] = [];
    for await (const event of link.events({ afterId: null }, AbortSignal.abort(reason))) events.push(event);
    expect(events).toEqual([]);
    link.close();
    expect(await failureOf(link.version())).toMatchObject({ code: 'node-unreachable' });
  });
});

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
    expect(await failureOf(link.applyConfiguration(config, { dryRun: true }))).toMatchObject({
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
    await link.applyConfiguration(configFor(site), { dryRun: true });
    expect(await failureOf(link.applyConfiguration(configFor(site), { dryRun: false }))).toMatchObject({
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
    expect(await links.look(node.address, node.port || 1, credentials)).toMatchObject({ answer });
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
