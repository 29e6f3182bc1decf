/** A node that is reached by IPv6, as a link-local neighbour is when its IPv4 address is wrong. */
import { expect, test } from 'vitest';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import { nodeForTest } from '../hospital/node/stories/lab-bench.ts';
import { labConfig, labCredentials } from './lab-node-for-links.ts';

const links = createTalosLinks();
const nodeOnIpv6 = () => nodeForTest({ address: '::1' });

test('a node that listens on IPv6 says what it is, by its bare address and by one with a zone', async () => {
  const node = await nodeOnIpv6();
  const known = { answer: 'waiting', fingerprint: node.fingerprint(), talosVersion: 'v1.13.9' };
  expect(await links.look('::1', node.port, null)).toMatchObject(known);
  expect(await links.look('::1%lo', node.port, null)).toMatchObject(known);
  const link = await links.open({
    ...{ address: '::1%lo', port: node.port, fingerprint: node.fingerprint(), credentials: null },
  });
  expect(await link.version()).toMatchObject({ tag: 'v1.13.9' });
  link.close();
});

test('a port on which nobody listens is closed there too', async () => {
  expect(await links.look('::1', 1, null)).toMatchObject({ answer: 'closed' });
});

test('the certificate of a configured node is measured against the address without its zone', async () => {
  const node = await nodeOnIpv6();
  const first = await links.open({
    ...{ address: '::1', port: node.port, fingerprint: node.fingerprint(), credentials: null },
  });
  await first.applyConfiguration(labConfig, { dryRun: false });
  first.close();
  await node.until(({ etcd, isListening }) => etcd === 'waiting' && isListening, 5000);
  const look = await links.look('::1%lo', node.port, labCredentials);
  expect(look).toMatchObject({ answer: 'ours' });
});
