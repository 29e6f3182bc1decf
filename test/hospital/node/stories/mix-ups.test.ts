/** What makes a box be taken for another one, as the network, the console and the sticker show it. */
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { nothingRead, readConsole } from '../../../../shared/domain/serial/read-console.ts';
import { labHardware } from '../lab-hardware.ts';
import type { LabNode } from '../lab-node.ts';
import { fingerprintOf } from '../tls/certificate.ts';
import { configFor, nodeForTest, siteForTest } from './lab-bench.ts';
import { clientFor } from './node-client.ts';

/** What a console reader knows by now. */
const printed = (node: LabNode) =>
  node.consoleLines().reduce((fold, line) => readConsole(fold, line, Date.now()), nothingRead).reading;
const count = (node: LabNode, text: string) =>
  node.consoleLines().filter((line) => line.includes(text)).length;

/** Of the certificate that a caller is shown now. */
async function shown({ address, port }: LabNode): Promise<string> {
  const socket = connect({ host: address, port, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprintOf(`-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`);
}

test('a renewed certificate is shown to whoever comes next and printed, and nobody is cut off', async () => {
  const node = await nodeForTest();
  const { machine } = clientFor(node);
  await machine.version({});
  const before = node.fingerprint();
  await node.renewCertificate();
  expect(node.fingerprint()).not.toBe(before);
  expect(await shown(node)).toBe(node.fingerprint());
  expect(printed(node).fingerprint).toBe(node.fingerprint());
  expect(count(node, 'server certificate issued')).toBe(2);
  // Where it is reached has not changed, and how to use it is told once.
  expect(count(node, 'this machine is reachable at:')).toBe(1);
  expect(count(node, 'upload configuration using talosctl:')).toBe(1);
  expect((await machine.version({})).messages.length).toBe(1);
});

test('with another lease it is only there, with a certificate for it, and prints both', async () => {
  const node = await nodeForTest({ address: '127.0.0.81' });
  const before = node.fingerprint();
  await node.takeLease('127.0.0.82');
  expect(node.state()).toMatchObject({ address: '127.0.0.82', isListening: true });
  expect(await shown(node)).toBe(node.fingerprint());
  expect(node.fingerprint()).not.toBe(before);
  expect(printed(node)).toMatchObject({ addresses: ['127.0.0.82'], fingerprint: node.fingerprint() });
  await expect(shown({ ...node, address: '127.0.0.81' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('another box in its place has its own serial number, certificate and disks, and the old console is gone', async () => {
  const site = siteForTest();
  const node = await nodeForTest({ profile: 'cfg13', site: { machineConfig: configFor(site) } });
  expect(node.state()).toMatchObject({ stage: 'running', isConfigured: true });
  const before = node.fingerprint();
  node.exchange(labHardware(20));
  await node.until(({ stage, isListening }) => stage === 'maintenance' && isListening, 5000);
  expect(node.state()).toMatchObject({ isConfigured: false, systemDisk: null });
  expect(node.fingerprint()).not.toBe(before);
  expect(node.beacon()?.txt.id).toBe(labHardware(20).uuid);
  expect(node.label).toBe(labHardware(20).serial);
  expect(count(node, labHardware(0).uuid)).toBe(0);
  expect(printed(node)).toMatchObject({ uuid: labHardware(20).uuid, fingerprint: node.fingerprint() });
});

test('a re-imaged node waits again, as the same box with another certificate', async () => {
  const node = await nodeForTest({ profile: 'cfg13', site: { machineConfig: configFor(siteForTest()) } });
  const before = node.fingerprint();
  node.reimage();
  await node.until(({ stage, isListening }) => stage === 'maintenance' && isListening, 5000);
  expect(node.fingerprint()).not.toBe(before);
  expect(node.beacon()?.txt).toMatchObject({ id: labHardware(0).uuid, stage: 'maintenance' });
});

test('behind another machine with its address it announces itself and answers nobody', async () => {
  const node = await nodeForTest();
  await node.shadow(true);
  expect(node.state().isListening).toBe(false);
  expect(node.beacon()?.txt).toMatchObject({ stage: 'maintenance', fp: node.fingerprint().slice(0, 16) });
  await node.shadow(false);
  expect(await shown(node)).toBe(node.fingerprint());
});

test('with SideroLink its console tells so, and names only its address there', async () => {
  const node = await nodeForTest({ profile: 'siderolink-only' });
  const { siderolink, addresses, uuid } = printed(node);
  expect({ siderolink, uuid }).toEqual({ siderolink: true, uuid: labHardware(0).uuid });
  expect(addresses).toEqual([expect.stringMatching(/^fdae:41e4:649b:9303:/)]);
});

test('the sticker may be of another box, and changes nothing else', async () => {
  const node = await nodeForTest({ label: labHardware(1).serial });
  expect(node.label).toBe('CN7J4R3');
  node.relabel('7KX2-0931');
  expect(node.label).toBe('7KX2-0931');
  expect(node.beacon()?.instance).toBe('lab node 7KX2-0931');
});
