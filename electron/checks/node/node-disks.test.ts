import { expect, test } from 'vitest';
import { type CheckedNode, checkNode } from '../../../test/fakes/checks/check-node.ts';
import { nodeDisks } from './node-disks.ts';

const disks = 'Disks.block.talos.dev';
const volumes = 'DiscoveredVolumes.block.talos.dev';
const nvme = (name: string, size = 500_107_862_016): [string, object] => [
  name,
  { dev_path: `/dev/${name}`, size, model: 'Lab NVMe', serial: `N-${name}`, transport: 'nvme' },
];
const oldPartition: [string, object] = [
  'nvme0n1p1',
  { dev_path: '/dev/nvme0n1p1', parent_dev_path: '/dev/nvme0n1', name: 'lvm2-pv' },
];

test('one empty disk fits the plan; the boot stick is not one of them', async () => {
  expect(await checkNode(nodeDisks)).toEqual({
    state: 'ok',
    facts: {
      rule: 'type nvme, at least 100 GB',
      disks: '/dev/nvme0n1 Lab NVMe N-1 500 GB, /dev/sda Boot Stick U-1 32 GB',
      fitting: 1,
      disk: '/dev/nvme0n1 Lab NVMe N-1 500 GB',
      serial: 'N-1',
      sizeBytes: 500_107_862_016,
    },
  });
});

test.each<[string, (run: CheckedNode) => unknown, object]>([
  [
    'no disk that fits',
    ({ node }) => node.resources.set(disks, [nvme('nvme0n1', 9e9)]),
    { severity: 'blocks', facts: { kind: 'missing', fitting: 0, disk: null } },
  ],
  [
    'two disks that fit',
    ({ node }) => node.resources.set(disks, [nvme('nvme0n1'), nvme('nvme1n1')]),
    {
      severity: 'blocks',
      facts: {
        kind: 'ambiguous',
        candidates: '/dev/nvme0n1 Lab NVMe N-nvme0n1 500 GB, /dev/nvme1n1 Lab NVMe N-nvme1n1 500 GB',
      },
    },
  ],
  [
    'old data on the disk',
    ({ node }) => node.resources.set(volumes, [oldPartition]),
    { severity: 'note', facts: { kind: 'oldData', oldData: 'lvm2-pv nvme0n1p1' } },
  ],
])('%s', async (_what, change, expected) => {
  expect(await checkNode(nodeDisks, change)).toMatchObject({ state: 'fault', ...expected });
});

test('on a node that is set up, what is on the disk is its own', async () => {
  const finding = await checkNode(nodeDisks, (run) => {
    run.view = { slotId: 'edge-01', answer: 'ours' };
    run.node.resources.set(volumes, [oldPartition]);
  });
  expect(finding.state).toBe('ok');
});

test('without a place nobody says which disk is meant', async () => {
  await expect(
    checkNode(nodeDisks, (run) => {
      run.view = {};
    }),
  ).rejects.toMatchObject({ failure: { code: 'check-impossible' } });
});
