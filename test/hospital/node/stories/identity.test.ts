import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { foreignNode } from '../foreign-node.ts';
import { issueClient, issueLeaf } from '../tls/authority.ts';
import { PURPOSE } from '../tls/certificate.ts';
import { adminOf, configFor, nodeForTest, siteForTest } from './lab-bench.ts';
import { all, clientFor, refusal } from './node-client.ts';

/** How a refusal by TLS looks to a client that only knows gRPC; which of them, depends on the moment. */
const REFUSED = /Unavailable|Internal|Aborted|Canceled/;

async function configuredNode() {
  const site = siteForTest();
  const node = await nodeForTest({ profile: 'cfg13', site: { machineConfig: configFor(site) } });
  expect(node.state()).toMatchObject({ stage: 'running', isReady: true, isConfigured: true });
  return { site, node };
}

test('a configured node answers its administrator', async () => {
  const { site, node } = await configuredNode();
  const [version] = (await clientFor(node, adminOf(site)).machine.version({})).messages;
  expect(version?.features?.rbac).toBe(true);
});

test('without a certificate nobody gets in, and the alert says why', async () => {
  const { node } = await configuredNode();
  const socket = connect({
    host: node.address,
    port: node.port,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
  });
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(error.message).toContain('certificate required');
  expect((await refusal(clientFor(node).machine.version({}))).code).toMatch(REFUSED);
});

test('a certificate of another authority is refused', async () => {
  const { node } = await configuredNode();
  const stranger = adminOf(siteForTest());
  expect((await refusal(clientFor(node, stranger).machine.version({}))).code).toMatch(
    /Unavailable|Internal|Aborted|Canceled/,
  );
});

test.each([
  ['server', [PURPOSE.serverAuth]],
  ['both', [PURPOSE.clientAuth, PURPOSE.serverAuth]],
  ['no', []],
])(
  'a certificate with %s purposes instead of client authentication alone is refused',
  async (_, purposes) => {
    const { site, node } = await configuredNode();
    const leaf = issueLeaf(site.machineCa, {
      subject: { organizations: ['os:admin'] },
      purposes,
      names: [],
      hours: 1,
    });
    expect((await refusal(clientFor(node, leaf).machine.version({}))).code).toMatch(
      /Unavailable|Internal|Aborted|Canceled/,
    );
  },
);

test('a reader reads, and is refused what is for administrators', async () => {
  const { site, node } = await configuredNode();
  const { machine, state } = clientFor(node, issueClient(site.machineCa, ['os:reader']));
  expect((await machine.hostname({})).messages[0]?.hostname).toBe('north-controlplane');
  const denied = { code: 'PermissionDenied', message: 'not authorized' };
  expect(await refusal(machine.bootstrap({}))).toEqual(denied);
  expect(await refusal(machine.applyConfiguration({}))).toEqual(denied);
  expect(await refusal(all(machine.kubeconfig({})))).toEqual(denied);
  const config = { namespace: 'config', type: 'MachineConfigs.config.talos.dev', id: 'v1alpha1' };
  expect(await refusal(state.get(config))).toEqual(denied);
});

test('an operator may reboot but not reset', async () => {
  const { site, node } = await configuredNode();
  const { machine } = clientFor(node, issueClient(site.machineCa, ['os:operator']));
  expect((await refusal(machine.reset({}))).code).toBe('PermissionDenied');
  expect((await machine.reboot({})).messages[0]?.actorId).not.toBe('');
  await node.until(({ isListening }) => !isListening, 5000);
  await node.until(({ isReady }) => isReady, 5000);
});

test('a certificate that the node makes itself opens the node', async () => {
  const { site, node } = await configuredNode();
  const request = { roles: ['os:reader'], crtTtl: { seconds: 3600n } };
  const [made] = (await clientFor(node, adminOf(site)).machine.generateClientConfiguration(request)).messages;
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8');
  expect(text(made?.key)).toContain('-----BEGIN ED25519 PRIVATE KEY-----');
  const leaf = { certificatePem: text(made?.crt), keyPem: text(made?.key).replaceAll('ED25519 ', '') };
  const client = clientFor(node, leaf);
  expect((await client.machine.version({})).messages).toHaveLength(1);
  expect((await refusal(client.machine.reboot({}))).code).toBe('PermissionDenied');
});

test('a machine of another owner does not know our authority', async () => {
  const node = await foreignNode({ name: 'radiology-1', address: '127.0.0.1', port: 0 });
  const { code } = await refusal(clientFor(node, adminOf(siteForTest())).machine.version({}));
  expect(code).toMatch(REFUSED);
  expect(node.state().isConfigured).toBe(true);
  await node.stop();
});

test('routing metadata follows the rules of the node', async () => {
  const { site, node } = await configuredNode();
  const { machine, state } = clientFor(node, adminOf(site));
  const named = await machine.version({}, { headers: { nodes: '127.0.0.1' } });
  expect(named.messages[0]?.metadata?.hostname).toBe('127.0.0.1');
  expect(
    (await machine.version({}, { headers: { node: '127.0.0.1' } })).messages[0]?.metadata,
  ).toBeUndefined();
  const wanted = { namespace: 'runtime', type: 'Versions.runtime.talos.dev', id: 'version' };
  expect((await refusal(state.get(wanted, { headers: { nodes: '127.0.0.1' } }))).code).toBe(
    'InvalidArgument',
  );
  expect((await refusal(machine.version({}, { headers: { node: '127.0.0.1,10.0.0.1' } }))).code).toBe(
    'InvalidArgument',
  );
  expect((await refusal(machine.version({}, { headers: { node: '10.0.0.1' } }))).code).toBe('Unavailable');
});
