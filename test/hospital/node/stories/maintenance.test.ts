import { createHash } from 'node:crypto';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { labHardware } from '../lab-hardware.ts';
import { nodeForTest } from './lab-bench.ts';
import { all, apply, clientFor, refusal } from './node-client.ts';

test('a node of 1.13 tells everyone its version, services, disks and ports before it is configured', async () => {
  const { machine, state, storage } = clientFor(await nodeForTest());
  const [version] = (await machine.version({})).messages;
  expect(version?.version?.tag).toBe('v1.13.9');
  expect(version?.features).toBeUndefined();
  const [services] = (await machine.serviceList({})).messages;
  expect(services?.services.map(({ id }) => id)).toContain('apid');
  const [disks] = (await storage.disks({})).messages;
  expect(disks?.disks.map(({ serial }) => serial)).toEqual(labHardware(0).disks.map(({ serial }) => serial));
  const links = await all(state.list({ namespace: 'network', type: 'LinkStatuses.net.talos.dev' }));
  expect(
    links.map(({ resource }) => [resource?.metadata?.id, parse(resource?.spec?.yamlSpec ?? '').linkState]),
  ).toEqual([
    ['enp2s0', true],
    ['enp3s0', false],
    ['lo', true],
  ]);
});

test('what a stranger may not do is refused in the words of the node', async () => {
  const { machine, state } = clientFor(await nodeForTest());
  const denied = { code: 'PermissionDenied', message: 'not authorized' };
  expect(await refusal(machine.reboot({}))).toEqual(denied);
  expect(await refusal(machine.bootstrap({}))).toEqual(denied);
  expect(await refusal(all(machine.kubeconfig({})))).toEqual(denied);
  expect(await refusal(machine.metaWrite({ key: 10 }))).toEqual(denied);
  const secret = { namespace: 'config', type: 'MachineConfigs.config.talos.dev', id: 'v1alpha1' };
  expect(await refusal(state.get(secret))).toEqual(denied);
});

test('routing metadata means nothing in maintenance', async () => {
  const { machine } = clientFor(await nodeForTest());
  const answer = await machine.version({}, { headers: { nodes: '10.1.1.1,10.1.1.2' } });
  expect(answer.messages).toHaveLength(1);
  expect(answer.messages[0]?.metadata).toBeUndefined();
});

test('the certificate is Ed25519, for a day, and its fingerprint stands on the console', async () => {
  const node = await nodeForTest();
  const socket = connect({
    host: node.address,
    port: node.port,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
  });
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const certificate = socket.getPeerX509Certificate();
  expect(socket.alpnProtocol).toBe('h2');
  expect(certificate?.subject).toBe('CN=maintenance-service.talos.dev');
  expect(certificate?.publicKey.asymmetricKeyType).toBe('ed25519');
  const spki = certificate?.publicKey.export({ type: 'spki', format: 'der' }) ?? '';
  expect(createHash('sha256').update(spki).digest('base64')).toBe(node.fingerprint());
  const hours = (Number(certificate?.validToDate) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23.9);
  expect(hours).toBeLessThan(24.1);
  expect(node.consoleLines().join('\n')).toContain(`"fingerprint":"${node.fingerprint()}"`);
  expect(node.consoleLines().join('\n')).toContain(`--cert-fingerprint '${node.fingerprint()}'`);
  socket.destroy();
});

test('a client that does not offer Ed25519 cannot shake hands, as BoringSSL by default cannot', async () => {
  const node = await nodeForTest();
  const sigalgs = 'ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256';
  const socket = connect({ host: node.address, port: node.port, rejectUnauthorized: false, sigalgs });
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(error.message).toContain('handshake failure');
});

test('a node of 1.12 has hardly anything in maintenance', async () => {
  const { machine, state, storage, time } = clientFor(await nodeForTest({ profile: 'm12' }));
  const missing = { code: 'Unimplemented', message: 'API is not implemented in maintenance mode' };
  expect(await refusal(machine.version({}))).toEqual(missing);
  expect(await refusal(all(machine.dmesg({})))).toEqual(missing);
  expect(await refusal(time.timeCheck({ server: '127.0.0.1' }))).toEqual({
    code: 'Unimplemented',
    message: 'unknown service time.TimeService',
  });
  expect((await storage.disks({})).messages[0]?.disks).toHaveLength(2);
  const version = await state.get({
    namespace: 'runtime',
    type: 'Versions.runtime.talos.dev',
    id: 'version',
  });
  expect(parse(version.resource?.spec?.yamlSpec ?? '')).toEqual({ name: 'Talos', version: 'v1.12.11' });
});

test('a node booted from Omni media opens no port on the hospital network, and one in agent mode takes no configuration', async () => {
  const closed = await nodeForTest({ profile: 'siderolink-only' });
  expect(closed.state().isListening).toBe(false);
  expect(closed.beacon()?.txt).toMatchObject({ stage: 'maintenance', siderolink: '1' });
  expect(closed.beacon()?.txt).not.toHaveProperty('fp');
  const { machine } = clientFor(await nodeForTest({ profile: 'agent' }));
  expect((await machine.version({})).messages[0]?.platform?.mode).toBe('metal-agent');
  expect(await refusal(machine.applyConfiguration({}))).toEqual({
    code: 'Unimplemented',
    message: 'API is not implemented in agent mode',
  });
});

test('kernel log and service logs come in the formats of the node, with something to hide in them', async () => {
  const { machine } = clientFor(await nodeForTest());
  const kernel = (await all(machine.dmesg({}))).map(({ bytes }) => Buffer.from(bytes).toString('utf8'));
  expect(kernel[0]).toMatch(/^kern: {2}notice: \[\d{4}-\d\d-\d\dT[\d:.]+Z\]: Linux version/);
  expect(kernel.join('\n')).toContain('jointoken=');
  expect(await all(machine.logs({ namespace: 'system', id: 'apid' }))).toEqual([]);
  const [chunk] = await all(machine.logs({ namespace: 'system', id: 'apid', tailLines: -1 }));
  expect(Buffer.from(chunk?.bytes ?? []).toString('utf8')).toContain('listening on');
  expect((await refusal(all(machine.logs({ namespace: 'system', id: 'nothing' })))).code).toBe('NotFound');
});

test('a following reader gets the lines that are written later', async () => {
  const node = await nodeForTest();
  const client = clientFor(node);
  const following = client.machine.dmesg({ follow: true, tail: true })[Symbol.asyncIterator]();
  const line = following.next();
  // The subscription is there once another call on the same connection has been answered.
  await client.machine.version({});
  await apply(client, '{ apiVersion: v1alpha1, kind: HostnameConfig, hostname: edge-1 }');
  expect(Buffer.from((await line).value?.bytes ?? []).toString('utf8')).toContain(
    'apply config request: mode no-reboot',
  );
  expect((await client.machine.hostname({})).messages[0]?.hostname).toBe('edge-1');
  expect(node.state()).toMatchObject({ stage: 'maintenance', isConfigured: false });
});
