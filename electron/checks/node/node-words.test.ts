import { test } from 'vitest';
import type { Check } from '../../../shared/domain/checks/check.ts';
import { type CheckedNode, checkNode } from '../../../test/fakes/checks/check-node.ts';
import { expectWords } from '../../../test/fakes/checks/expect-words.ts';
import type { NodeContext } from '../node-context.ts';
import { nodeAddresses } from './node-addresses.ts';
import { nodeDisks } from './node-disks.ts';
import { nodeLink } from './node-link.ts';
import { nodeResolvers } from './node-resolvers.ts';
import { nodeTime } from './node-time.ts';

const at =
  (type: string, ...specs: object[]) =>
  ({ node }: CheckedNode) =>
    node.resources.set(
      type,
      specs.map((spec, index) => ['id' in spec ? String(spec.id) : `${index}`, spec]),
    );
const configured = (change: (run: CheckedNode) => unknown) => (run: CheckedNode) => {
  run.view = { slotId: 'edge-01', answer: 'ours' };
  change(run);
};
const LINKS = 'LinkStatuses.net.talos.dev';
const ADDRESSES = 'AddressStatuses.net.talos.dev';
const RESOLVERS = 'ResolverStatuses.net.talos.dev';
const address = (text: string) => ({ address: text, linkName: 'enp3s0', family: 'inet4' });
const disk = (name: string) => ({ dev_path: `/dev/${name}`, size: 500e9, transport: 'nvme', serial: name });

test.each<[Check<NodeContext>, (run: CheckedNode) => unknown, string]>([
  [nodeLink, () => 0, 'enp3s0 is connected at 1,000 Mbit/s.'],
  [
    nodeLink,
    at(LINKS, { id: 'eno1', type: 'ether' }),
    'The planned port enp3s0 is not in this machine. It has: eno1.',
  ],
  [
    nodeLink,
    at(LINKS, { id: 'enp3s0', type: 'ether' }),
    'The planned port enp3s0 has no cable. No other port has one either.',
  ],
  [
    nodeLink,
    at(LINKS, { id: 'enp3s0', type: 'ether' }, { id: 'eno1', type: 'ether', linkState: true }),
    'The planned port enp3s0 has no cable. With cable: eno1.',
  ],
  [
    nodeLink,
    at(LINKS, { id: 'enp3s0', type: 'ether', linkState: true, duplex: 'Half' }),
    'enp3s0 and its socket agreed on half duplex.',
  ],
  [
    nodeLink,
    at(LINKS, { id: 'enp3s0', type: 'ether', linkState: true, speedMbit: 100 }),
    'enp3s0 runs at 100 Mbit/s. It needs 1,000.',
  ],
  [nodeAddresses, () => 0, 'It has 10.20.4.11 and leaves by 10.20.4.1.'],
  [nodeAddresses, at(ADDRESSES), 'The node has no address.'],
  [
    nodeAddresses,
    at(ADDRESSES, address('10.9.9.9/24')),
    'The node has 10.9.9.9, which is not in the lab’s network 10.20.4.0/24.',
  ],
  [
    nodeAddresses,
    configured(at(ADDRESSES, address('10.20.4.99/24'))),
    'The node has 10.20.4.99. Planned is 10.20.4.11.',
  ],
  [
    nodeAddresses,
    at('RouteStatuses.net.talos.dev'),
    'The node has 10.20.4.11, but no way out of its network.',
  ],
  [
    nodeAddresses,
    at('RouteStatuses.net.talos.dev', { family: 'inet4', dst: '', gateway: '10.20.4.254', table: 'main' }),
    'The node leaves by 10.20.4.254. Planned is 10.20.4.1.',
  ],
  [nodeResolvers, () => 0, 'It uses 10.20.0.53, 10.20.0.54, and they answer it.'],
  [nodeResolvers, at(RESOLVERS), 'The node has no name server.'],
  [
    nodeResolvers,
    at(RESOLVERS, { dnsServers: ['1.1.1.1'] }),
    'The node uses 1.1.1.1. Planned are 10.20.0.53, 10.20.0.54.',
  ],
  [
    nodeResolvers,
    at('DNSUpstreams.net.talos.dev', { healthy: 'false', addr: '10.20.0.53:53' }),
    'The node gets no answer from 10.20.0.53:53.',
  ],
  [nodeTime, () => 0, 'Both time servers answer the node. It is off by 3 ms.'],
  [
    nodeTime,
    ({ node }) => node.timeServers.clear(),
    'No time server answers the node: 10.20.0.123, 10.20.0.124. Without time it will not start its cluster.',
  ],
  [
    nodeTime,
    ({ node }) => node.timeServers.set('10.20.0.123', 4998),
    'The time servers differ from each other by 5,000 ms.',
  ],
  [
    nodeTime,
    configured(at('TimeStatuses.v1alpha1.talos.dev', { synced: false })),
    'The time servers answer, but the node does not follow them.',
  ],
  [nodeDisks, () => 0, 'Exactly one disk fits the plan: /dev/nvme0n1 Lab NVMe N-1 500 GB.'],
  [
    nodeDisks,
    at('Disks.block.talos.dev', { ...disk('sda'), transport: 'sata' }),
    'No disk fits the plan (type nvme, at least 100 GB). It has: /dev/sda sda 500 GB.',
  ],
  [
    nodeDisks,
    at('Disks.block.talos.dev', disk('a'), disk('b')),
    '2 disks fit the plan (type nvme, at least 100 GB): /dev/a a 500 GB, /dev/b b 500 GB.',
  ],
  [
    nodeDisks,
    at('DiscoveredVolumes.block.talos.dev', {
      dev_path: '/dev/nvme0n1p1',
      parent_dev_path: '/dev/nvme0n1',
      name: 'ext4',
    }),
    'There is old data on /dev/nvme0n1 Lab NVMe N-1 500 GB: ext4 nvme0n1p1. Provisioning erases it.',
  ],
])('$code from the node', async (check, change, sentence) => {
  expectWords(check.code, await checkNode(check, change), sentence);
});
