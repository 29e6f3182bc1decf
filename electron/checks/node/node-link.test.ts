import { expect, test } from 'vitest';
import { checkNode } from '../../../test/fakes/checks/check-node.ts';
import { nodeLink } from './node-link.ts';

const TYPE = 'LinkStatuses.net.talos.dev';
const port = {
  type: 'ether',
  kind: '',
  linkState: true,
  speedMbit: 1000,
  duplex: 'Full',
  hardwareAddr: '02:aa',
};

test('the planned port has a cable at full speed', async () => {
  expect(await checkNode(nodeLink)).toEqual({
    state: 'ok',
    facts: {
      link: 'enp3s0',
      mac: '02:aa:00:00:00:01',
      carrier: true,
      speedMbit: 1000,
      duplex: 'Full',
      ports: 'enp3s0, enp4s0',
      withCarrier: 'enp3s0',
    },
  });
});

test.each<[string, [string, object][], object]>([
  [
    'the cable is in the other port',
    [
      ['enp3s0', { ...port, linkState: false }],
      ['enp4s0', port],
    ],
    { severity: 'blocks', facts: { kind: 'noCarrier', link: 'enp3s0', withCarrier: 'enp4s0' } },
  ],
  [
    'the planned port is not in this machine',
    [['eno1', port]],
    { severity: 'blocks', facts: { kind: 'missing', link: 'enp3s0', ports: 'eno1' } },
  ],
  ['100 Mbit', [['enp3s0', { ...port, speedMbit: 100 }]], { severity: 'degrades', facts: { kind: 'slow' } }],
  [
    'half duplex',
    [['enp3s0', { ...port, duplex: 'Half' }]],
    { severity: 'degrades', facts: { kind: 'halfDuplex' } },
  ],
])('%s', async (_what, links, expected) => {
  expect(await checkNode(nodeLink, ({ node }) => node.resources.set(TYPE, links))).toMatchObject({
    state: 'fault',
    ...expected,
  });
});

test.each([0, 4_294_967_295])('a driver that does not know its speed (%d) is not slow', async (speedMbit) => {
  const finding = await checkNode(nodeLink, ({ node }) =>
    node.resources.set(TYPE, [['enp3s0', { ...port, speedMbit }]]),
  );
  expect(finding).toMatchObject({ state: 'ok', facts: { speedMbit: null } });
});

test('a node without a place is judged by the port that has a cable', async () => {
  const finding = await checkNode(nodeLink, (run) => {
    run.view = { candidateSlotIds: ['edge-01', 'edge-02'] };
    run.node.resources.set(TYPE, [
      ['bond0', { ...port, kind: 'bond' }],
      ['enp9s0', port],
    ]);
  });
  expect(finding).toMatchObject({ state: 'ok', facts: { link: 'enp9s0', ports: 'enp9s0' } });
});
