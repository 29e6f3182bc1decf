import { createSocket, type Socket } from 'node:dgram';
import { access, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { CustomObjectsApi, KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readResponse } from '../../electron/adapters/mdns/packet/mdns-packet.ts';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import type { NodeCredentials } from '../../electron/nodes/node-link.ts';
import { chooseDisk, readDisks } from '../../shared/domain/provisioning/choose-disk.ts';
import { chooseTemplate, renderConfig } from '../../shared/domain/provisioning/render-config.ts';
import { templateValues } from '../../shared/domain/provisioning/template-values.ts';
import { enrolmentSchema } from '../../shared/domain/sites/pack.ts';
import { type ClaimedBase, claimBase } from './claim-base.ts';
import type { LabNode } from './node/lab-node.ts';
import { type Hospital, startHospital } from './start-hospital.ts';

let hospital: Hospital;
let credentials: NodeCredentials;
let listener: Socket;
let claimed: ClaimedBase;
/** What the beacons said last, by address: the stage, or `gone` after a goodbye. */
const heard = new Map<string, string>();
const links = createTalosLinks();

beforeAll(async () => {
  claimed = await claimBase();
  listener = await listen(claimed.mdnsPort);
  hospital = await startHospital({
    base: claimed.base,
    strangers: true,
    timeScale: 25,
    ports: { mdns: claimed.mdnsPort },
  });
  const { talosCa, adminCertificate, adminKey } = hospital.pack.cluster;
  credentials = { ca: talosCa, certificate: adminCertificate, key: adminKey };
});
afterAll(async () => {
  await hospital.stop();
  listener.close();
  await claimed.stop();
});

/** Joins the mDNS group on loopback and reads with the engine's own reader. */
async function listen(port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (bytes) => {
    // A packet may speak of several nodes: from each text by its service to the address.
    const records = readResponse(bytes) ?? [];
    for (const text of records) {
      const service = records.find(({ type, name }) => type === 'SRV' && name === text.name);
      const host = service?.type === 'SRV' ? service.target : null;
      const address = records.find(({ type, name }) => type === 'A' && name === host);
      if (text.type !== 'TXT' || address?.type !== 'A') continue;
      heard.set(address.address, text.ttlMs === 0 ? 'gone' : (text.entries.stage ?? ''));
    }
  });
  await new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', () => resolve()));
  socket.addMembership('224.0.0.251', '127.0.0.1');
  return socket;
}
const heardOfNodes = () => hospital.addresses.nodes.map(({ address }) => heard.get(address));

async function control(
  method: 'GET' | 'POST',
  path: string,
  body: unknown = {},
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(`${hospital.control.url}${path}`, {
    method,
    ...(method === 'POST' && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}
const lookAt = ({ address, port }: { address: string; port: number }) =>
  links.look(address, port, credentials);

test('the enrolment file is what a laptop needs', async () => {
  const enrolment = enrolmentSchema.parse(JSON.parse(await readFile(hospital.enrolmentFile, 'utf8')));
  expect(enrolment).toMatchObject({ region: 'eu-1', consoleUrl: hospital.console.url, site: 'st-anna-lab2' });
  const second = enrolmentSchema.parse(JSON.parse(await readFile(await hospital.enrol('Bob'), 'utf8')));
  expect(second.device.id).not.toBe(enrolment.device.id);
});

test('nodes of the site, a node of others and a machine that is no Talos answer as what they are', async () => {
  const { nodes, addresses } = hospital;
  const own = await Promise.all(nodes.map(lookAt));
  expect(own.map(({ answer, serial }) => [answer, serial])).toEqual(
    hospital.pack.slots.map(({ serial }) => ['waiting', serial]),
  );
  expect((await lookAt(addresses.foreignNode)).answer).toBe('foreign');
  expect((await lookAt(addresses.unknownMachine)).answer).toBe('not-talos');
});

test('every node of the site announces itself, and the strangers do not', async () => {
  await expect.poll(heardOfNodes).toEqual(['maintenance', 'maintenance', 'maintenance']);
  expect(heard.size).toBe(3);
});

test('whoever touches a medical device is noted', async () => {
  const [device] = hospital.addresses.medicalDevices;
  if (device === undefined) throw new Error('no device');
  expect(hospital.medicalDevices.touches).toEqual([]);
  const socket = connect(device.port, device.address);
  await new Promise((resolve) => socket.once('close', resolve).once('error', () => undefined));
  expect(hospital.medicalDevices.touches.map(({ address }) => address)).toEqual([device.address]);
});

test('the control API changes what it names, and refuses what it does not know', async () => {
  expect(await control('POST', '/nodes/lab-edge-02/misbehave', { closed: true })).toMatchObject({
    status: 200,
  });
  expect((await lookAt(hospital.node('lab-edge-02'))).answer).toBe('closed');
  expect(hospital.node('lab-edge-02').beacon()).toBeNull();
  expect(await control('POST', '/nodes/lab-edge-02/misbehave', {})).toMatchObject({ status: 200 });
  expect((await lookAt(hospital.node('lab-edge-02'))).answer).toBe('waiting');

  await control('POST', '/dns/1/trouble', { silent: true });
  await control('POST', '/backend/api/trouble', { intercepted: true });
  await control('POST', '/ntp/trouble', { aheadMs: 5000 });
  await control('POST', '/packs/newer');
  expect(await control('GET', '/state')).toMatchObject({
    status: 200,
    json: {
      nodes: [{ name: 'lab-edge-01', stage: 'maintenance' }, {}, {}, { name: 'foreign', stage: 'running' }],
      console: { packVersion: 8 },
      dns: [{ trouble: { silent: false } }, { trouble: { silent: true } }],
      ntp: [{ trouble: { aheadMs: 5000 } }],
      backend: [{ name: 'api', trouble: { intercepted: true } }, {}, {}, {}],
    },
  });
  for (const path of ['/dns/trouble', '/backend/trouble', '/ntp/trouble', '/packs/good']) {
    expect(await control('POST', path)).toEqual({ status: 200, json: { ok: true } });
  }
  expect(await control('POST', '/nodes/nobody/misbehave')).toMatchObject({ status: 404 });
  expect(await control('POST', '/packs/rotten')).toMatchObject({ status: 404 });
  expect(await control('POST', '/console/trouble', { away: 'yes' })).toMatchObject({ status: 400 });
  expect(await control('POST', '/console/trouble', { gone: true })).toMatchObject({ status: 400 });
});

test('the pack provisions the whole site: apply, install, bootstrap, until Flux has applied its artifact', async () => {
  await Promise.all(hospital.nodes.map(applyPack));
  const [first, ...workers] = hospital.nodes;
  if (first === undefined) throw new Error('no node');
  await first.until(({ etcd, isListening }) => etcd === 'waiting' && isListening, 15_000);
  const link = await openConfigured(first);
  await expect.poll(async () => (await link.bootstrap()).result, { timeout: 10_000 }).not.toBe('not-yet');
  await Promise.all(hospital.nodes.map((node) => node.until(({ isReady }) => isReady, 15_000)));
  expect(workers.map((node) => node.state().role)).toEqual(['worker', 'worker']);

  const config = new KubeConfig();
  config.loadFromString(await link.kubeconfig());
  link.close();
  const custom = config.makeApiClient(CustomObjectsApi);
  const read = () =>
    custom.getNamespacedCustomObject({
      group: 'kustomize.toolkit.fluxcd.io',
      version: 'v1',
      namespace: 'flux-system',
      plural: 'kustomizations',
      name: 'site',
    });
  await expect
    .poll(read, { timeout: 10_000 })
    .toMatchObject({ status: { lastAppliedRevision: expect.stringMatching(/@sha256:[0-9a-f]{64}$/) } });
  const names = hospital.kubernetes.nodes.map(({ hostname }) => hostname);
  expect(names.toSorted()).toEqual(['lab-edge-01', 'lab-edge-02', 'lab-edge-03']);
  await expect.poll(heardOfNodes).toEqual(['running', 'running', 'running']);
}, 60_000);

async function applyPack(node: LabNode): Promise<void> {
  const { pack } = hospital;
  const slot = pack.slots.find(({ id }) => id === node.name);
  if (slot === undefined) throw new Error(`no slot for ${node.name}`);
  const link = await links.open({
    address: node.address,
    port: node.port,
    fingerprint: node.fingerprint(),
    credentials: null,
  });
  const disks = readDisks(await link.list('runtime', 'Disks.block.talos.dev'));
  const { devPath } = chooseDisk(disks, slot.disk, slot.label);
  const { tag } = await link.version();
  const template = chooseTemplate(pack.templates, tag, slot.role);
  const { config } = renderConfig(template, templateValues(pack, slot, devPath));
  await link.applyConfiguration(config, { dryRun: true });
  await link.applyConfiguration(config, { dryRun: false });
  link.close();
}

function openConfigured(node: LabNode) {
  return links.open({ address: node.address, port: node.port, fingerprint: null, credentials });
}

test('a part that cannot start takes the others down with it', async () => {
  // The name servers have their addresses already; what was started before them must be gone again.
  const ports = { kubernetes: 6444, mdns: 15_382 };
  await expect(startHospital({ base: claimed.base, nodes: 1, ports })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  expect((await lookAt(hospital.addresses.foreignNode)).answer).toBe('foreign');
});

test('a hospital that is stopped is gone within two seconds, with its files', async () => {
  await access(hospital.enrolmentFile);
  const startedMs = performance.now();
  await hospital.stop();
  expect(performance.now() - startedMs).toBeLessThan(2000);
  await expect(access(hospital.enrolmentFile)).rejects.toMatchObject({ code: 'ENOENT' });
  const answers = await Promise.all(hospital.addresses.nodes.map(lookAt));
  expect(answers.map(({ answer }) => answer)).toEqual(['closed', 'closed', 'closed']);
  await expect.poll(heardOfNodes).toEqual(['gone', 'gone', 'gone']);
});
