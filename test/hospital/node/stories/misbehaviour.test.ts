import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { labHardware } from '../lab-hardware.ts';
import { adminOf, configFor, nodeForTest, siteForTest, untilBootstrapIsDue } from './lab-bench.ts';
import { apply, clientFor, refusal } from './node-client.ts';

test('a slow node is late with every answer, and punctual again when told', async () => {
  const node = await nodeForTest({ misbehave: { slowMs: 800 } });
  const { machine } = clientFor(node);
  const began = performance.now();
  await machine.version({});
  expect(performance.now() - began).toBeGreaterThan(795);
  await node.misbehave({});
  const again = performance.now();
  await machine.version({});
  expect(performance.now() - again).toBeLessThan(795);
});

test('a garbled node shakes hands and then talks nonsense', async () => {
  const node = await nodeForTest({ misbehave: { garbage: true } });
  expect((await refusal(clientFor(node).machine.version({}))).code).toMatch(/Internal|Unavailable|Unknown/);
});

test('a huge answer is larger than a careful client takes', async () => {
  const node = await nodeForTest({ misbehave: { hugeAnswerMiB: 40 } });
  expect((await refusal(clientFor(node).machine.version({}))).code).toBe('ResourceExhausted');
});

test('a node can show another certificate on each connection', async () => {
  const node = await nodeForTest({ misbehave: { newCertificateEachConnection: true } });
  const shown = async () => {
    const socket = connect({ host: node.address, port: node.port, rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  expect(await shown()).not.toBe(await shown());
});

test('a node can refuse a good configuration with a text of our choice', async () => {
  const node = await nodeForTest({ misbehave: { refuseConfig: 'no thanks' } });
  expect(await refusal(apply(clientFor(node), configFor(siteForTest())))).toEqual({
    code: 'InvalidArgument',
    message: 'no thanks',
  });
});

test('a disk that disappears after the dry run makes the apply fail', async () => {
  const serial = labHardware(0).disks[0]?.serial ?? '';
  const node = await nodeForTest({ misbehave: { diskDisappears: serial } });
  const client = clientFor(node);
  const config = configFor(siteForTest());
  const dry = await apply(client, config, { dryRun: true });
  expect(dry.modeDetails).toContain('Applied configuration without a reboot (skipped in dry-run).');
  expect(dry.modeDetails).toContain('+  type: controlplane');
  const { code, message } = await refusal(apply(client, config));
  expect(code).toBe('InvalidArgument');
  expect(message).toContain('no disks matched the expression');
  expect((await client.storage.disks({})).messages[0]?.disks.map((disk) => disk.serial)).not.toContain(
    serial,
  );
});

test('a node that gets stuck never comes back until someone helps', async () => {
  const node = await nodeForTest({ misbehave: { stuckAfterReboot: true } });
  await apply(clientFor(node), configFor(siteForTest()));
  await node.until(({ stage, isListening }) => stage === 'rebooting' && !isListening, 5000);
  await expect(node.until(({ stage }) => stage === 'booting', 400)).rejects.toThrow('did not get there');
  await node.misbehave({});
  await node.until(({ stage, isListening }) => stage === 'booting' && isListening, 5000);
});

test('a node that never gets ready runs all the same', async () => {
  const site = siteForTest();
  const node = await nodeForTest({
    profile: 'cfg13',
    site: { machineConfig: configFor(site) },
    misbehave: { neverReady: true },
  });
  expect(node.state()).toMatchObject({ stage: 'running', isReady: false });
  expect(node.state().unmet).toEqual([
    { name: 'nodeReady', reason: 'node "north-controlplane" is not ready' },
  ]);
  await node.misbehave({});
  await node.until(({ isReady }) => isReady, 3000);
});

test('bootstrap can say that it was done before', async () => {
  const node = await nodeForTest({ misbehave: { bootstrapAlreadyExists: true } });
  const site = siteForTest();
  await apply(clientFor(node), configFor(site));
  await untilBootstrapIsDue(node);
  expect((await refusal(clientFor(node, adminOf(site)).machine.bootstrap({}))).code).toBe('AlreadyExists');
});

test('a closed port refuses, and connections can be cut while they are used', async () => {
  const node = await nodeForTest();
  await node.misbehave({ closed: true });
  const socket = connectTcp(node.port, node.address);
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  expect(error.code).toBe('ECONNREFUSED');
  await node.misbehave({ dropConnectionsAfterMs: 50 });
  const stream = clientFor(node).machine.events({})[Symbol.asyncIterator]();
  await stream.next();
  expect((await refusal(stream.next())).code).toMatch(/Unavailable|Aborted|Canceled|Internal|Unknown/);
});
