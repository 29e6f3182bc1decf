import { expect, test } from 'vitest';
import { checkNode } from '../../../test/fakes/checks/check-node.ts';
import { nodeAddresses } from './node-addresses.ts';

const addresses = 'AddressStatuses.net.talos.dev';
const routes = 'RouteStatuses.net.talos.dev';
const at = (address: string, linkName = 'enp3s0'): [string, object] => [
  `${linkName}/${address}`,
  { address, linkName, family: 'inet4', scope: 'global' },
];
const by = (gateway: string): [string, object] => [
  `inet4/${gateway}//1024`,
  { family: 'inet4', dst: '', gateway, outLinkName: 'enp3s0', table: 'main' },
];

test('the planned address and the planned way out', async () => {
  expect(await checkNode(nodeAddresses)).toEqual({
    state: 'ok',
    facts: {
      address: '10.20.4.11',
      planned: '10.20.4.11',
      addresses: '10.20.4.11',
      subnet: '10.20.4.0/24',
      gateway: '10.20.4.1',
      plannedGateway: '10.20.4.1',
      link: 'enp3s0',
    },
  });
});

test.each<[string, string, [string, object][], object]>([
  ['no address', addresses, [], { severity: 'blocks', facts: { kind: 'noAddress', address: null } }],
  [
    'only loopback',
    addresses,
    [at('127.0.0.1/8', 'lo')],
    { severity: 'blocks', facts: { kind: 'noAddress' } },
  ],
  [
    'an address of another department',
    addresses,
    [at('10.99.1.8/24')],
    { severity: 'blocks', facts: { kind: 'otherSubnet', address: '10.99.1.8' } },
  ],
  ['no way out', routes, [], { severity: 'blocks', facts: { kind: 'noRoute', gateway: null } }],
  [
    'another way out',
    routes,
    [by('10.20.4.254')],
    { severity: 'degrades', facts: { kind: 'otherGateway', gateway: '10.20.4.254' } },
  ],
])('%s', async (_what, type, resources, expected) => {
  expect(await checkNode(nodeAddresses, ({ node }) => node.resources.set(type, resources))).toMatchObject({
    state: 'fault',
    ...expected,
  });
});

test('before it is set up, any address that DHCP gave it in the lab is right', async () => {
  const finding = await checkNode(nodeAddresses, ({ node }) =>
    node.resources.set(addresses, [at('10.20.4.201/24')]),
  );
  expect(finding).toMatchObject({ state: 'ok', facts: { address: '10.20.4.201', planned: '10.20.4.11' } });
});

test('once it is set up, it must have the planned address', async () => {
  const finding = await checkNode(nodeAddresses, (run) => {
    run.view = { slotId: 'edge-01', answer: 'ours' };
    run.node.resources.set(addresses, [at('10.20.4.201/24')]);
  });
  expect(finding).toMatchObject({ state: 'fault', severity: 'degrades', facts: { kind: 'notPlanned' } });
});

test('the planned way out counts even when another one is listed first', async () => {
  const finding = await checkNode(nodeAddresses, ({ node }) =>
    node.resources.set(routes, [by('10.20.4.254'), by('10.20.4.1')]),
  );
  expect(finding.state).toBe('ok');
});
