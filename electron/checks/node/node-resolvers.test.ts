import { expect, test } from 'vitest';
import { type CheckedNode, checkNode } from '../../../test/fakes/checks/check-node.ts';
import { nodeResolvers } from './node-resolvers.ts';

const uses =
  (...dnsServers: string[]) =>
  ({ node }: CheckedNode) =>
    node.resources.set('ResolverStatuses.net.talos.dev', [['resolvers', { dnsServers }]]);

test("the pack's name servers, found healthy by the node", async () => {
  expect(await checkNode(nodeResolvers)).toEqual({
    state: 'ok',
    facts: {
      used: '10.20.0.53, 10.20.0.54',
      planned: '10.20.0.53, 10.20.0.54',
      missing: '',
      others: '',
      unhealthy: '',
      configured: false,
    },
  });
});

test.each<[string, (run: CheckedNode) => unknown, object]>([
  ['none at all', uses(), { severity: 'blocks', owner: 'hospital-it', facts: { kind: 'none' } }],
  [
    'the public ones of an unconfigured node',
    uses('1.1.1.1', '8.8.8.8'),
    {
      severity: 'note',
      owner: 'back-office',
      facts: { kind: 'differs', others: '1.1.1.1, 8.8.8.8', missing: '10.20.0.53, 10.20.0.54' },
    },
  ],
  [
    'one missing on a node that is set up',
    (run) => {
      run.view = { slotId: 'edge-01', answer: 'ours' };
      uses('10.20.0.53')(run);
    },
    {
      severity: 'degrades',
      owner: 'back-office',
      facts: { kind: 'differs', missing: '10.20.0.54', others: '' },
    },
  ],
  [
    'one that the node cannot use',
    ({ node }) =>
      node.resources.set('DNSUpstreams.net.talos.dev', [
        ['a', { healthy: 'true', addr: '10.20.0.53:53' }],
        ['b', { healthy: 'false', addr: '10.20.0.54:53' }],
      ]),
    { severity: 'degrades', owner: 'hospital-it', facts: { kind: 'unhealthy', unhealthy: '10.20.0.54:53' } },
  ],
])('%s', async (_what, change, expected) => {
  expect(await checkNode(nodeResolvers, change)).toMatchObject({ state: 'fault', ...expected });
});

test('a node whose resolver list has no servers field is one without servers', async () => {
  const finding = await checkNode(nodeResolvers, ({ node }) =>
    node.resources.set('ResolverStatuses.net.talos.dev', [['resolvers', {}]]),
  );
  expect(finding).toMatchObject({ facts: { kind: 'none' } });
});
