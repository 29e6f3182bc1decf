import { expect, test } from 'vitest';
import { type CheckedNode, checkNode } from '../../../test/fakes/checks/check-node.ts';
import { nodeTime } from './node-time.ts';

const answers =
  (first: number | null, second: number | null) =>
  ({ node: { timeServers } }: CheckedNode) => {
    timeServers.clear();
    if (first !== null) timeServers.set('10.20.0.123', first);
    if (second !== null) timeServers.set('10.20.0.124', second);
  };

test('both time servers answer the node and agree with its clock', async () => {
  expect(await checkNode(nodeTime)).toEqual({
    state: 'ok',
    facts: {
      servers: 2,
      answering: 2,
      offsetMs: 3,
      spreadMs: 5,
      silent: '',
      synced: true,
      '10.20.0.123 offsetMs': 3,
      '10.20.0.124 offsetMs': -2,
    },
  });
});

test.each<[string, (run: CheckedNode) => unknown, object]>([
  [
    'no server answers the node',
    answers(null, null),
    {
      severity: 'blocks',
      owner: 'hospital-it',
      facts: { kind: 'allSilent', silent: '10.20.0.123, 10.20.0.124' },
    },
  ],
  [
    'one server answers',
    answers(1, null),
    { severity: 'note', owner: 'hospital-it', facts: { kind: 'someSilent' } },
  ],
  [
    'its hardware clock is years off',
    answers(1e11, 1e11),
    { severity: 'blocks', owner: 'you', facts: { kind: 'farOff' } },
  ],
  [
    'its clock is two seconds off',
    answers(2000, 2001),
    { severity: 'degrades', owner: 'you', facts: { kind: 'off' } },
  ],
  [
    'a node that is set up and not synchronised',
    (run) => {
      run.view = { slotId: 'edge-01', answer: 'ours' };
      run.node.resources.set('TimeStatuses.v1alpha1.talos.dev', [['node', { synced: false }]]);
    },
    { severity: 'degrades', owner: 'back-office', facts: { kind: 'notSynced', synced: false } },
  ],
])('%s', async (_what, change, expected) => {
  expect(await checkNode(nodeTime, change)).toMatchObject({ state: 'fault', ...expected });
});

test('before it is set up a node need not be synchronised', async () => {
  const finding = await checkNode(nodeTime, ({ node }) =>
    node.resources.set('TimeStatuses.v1alpha1.talos.dev', [['node', { synced: false }]]),
  );
  expect(finding).toMatchObject({ state: 'ok', facts: { synced: false } });
});
