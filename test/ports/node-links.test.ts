import { describe, expect, test } from 'vitest';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import type { NodeCredentials, NodeEvent, NodeLinks, NodeTarget } from '../../electron/nodes/node-link.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeNodes, fakeMachineOptions } from '../fakes/provisioning/node-links.ts';
import { failureOf } from '../fakes/provisioning/provisioning-bench.ts';
import type { Misbehaviour } from '../hospital/node/lab-node-options.ts';
import { untilBootstrapIsDue } from '../hospital/node/stories/lab-bench.ts';
import { createAuthority, issueClient } from '../hospital/node/tls/authority.ts';
import { labConfig, labCredentials, simulatedNode } from './lab-node-for-links.ts';

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

const stranger = createAuthority();
const strangerLeaf = issueClient(stranger, ['os:admin']);
const otherSite: NodeCredentials = {
  ca: stranger.certificatePem,
  certificate: strangerLeaf.certificatePem,
  key: strangerLeaf.keyPem,
};
const wrongType = labConfig.replace('type: controlplane', 'type: nonsense');
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
  const configured = (harness: Harness, using = labCredentials): NodeTarget => ({
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
    expect(await look(harness, labCredentials)).toMatchObject(expected);
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
    const first = await link.applyConfiguration(labConfig, { dryRun: true });
    expect(await link.applyConfiguration(labConfig, { dryRun: true })).toEqual(first);
    expect(await failureOf(link.applyConfiguration(wrongType, { dryRun: true }))).toMatchObject({
      code: 'node-refused-config',
      facts: { detail: expect.stringContaining('machine') },
    });
    await harness.misbehave({ refuseConfig: 'unknown keys found' });
    expect(await failureOf(link.applyConfiguration(labConfig, { dryRun: false }))).toMatchObject({
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
    await link.applyConfiguration(labConfig, { dryRun: false });
    await harness.untilUp();
    expect(await look(harness, labCredentials)).toMatchObject({
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
    await waiting.applyConfiguration(labConfig, { dryRun: false });
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
    await waiting.applyConfiguration(labConfig, { dryRun: false });
    const told: NodeEvent[] = [];
    const following = (async () => {
      for (;;) {
        // A fake answers within the same turn; others must get theirs.
        await new Promise((resolve) => setImmediate(resolve));
        const answer = await look(harness, labCredentials);
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
