/** A lab node in maintenance as its own API shows it: resources, logs and a clock that a test can change. */
import type { NodeLink, NodeLinks, NodeResource } from '../../electron/nodes/node-link.ts';
import { type FailureError, failed } from '../../shared/failure/failure.ts';

type Spec = Readonly<Record<string, unknown>>;

export interface FakeNode {
  /** By type; each entry is id and spec. */
  readonly resources: Map<string, [id: string, spec: unknown][]>;
  /** By server as it is asked for; what is missing does not answer. */
  readonly timeServers: Map<string, number>;
  readonly logs: Map<string, string>;
  dmesg: string;
  /** When set, every call fails with it. */
  failure: FailureError | null;
  /** When true, calls are accepted and never answered. */
  hangs: boolean;
  /** Connections that are open now. */
  open: number;
  readonly links: NodeLinks;
  readonly link: NodeLink;
}

/** A node that fits the first slot of the sample pack, with one empty disk. */
export function createFakeNode(): FakeNode {
  const node = {
    resources: new Map<string, [string, unknown][]>(Object.entries(factoryResources())),
    timeServers: new Map([
      ['10.20.0.123', 3],
      ['10.20.0.124', -2],
    ]),
    logs: new Map([['machined', 'service[apid](Running): Started task apid\n']]),
    dmesg: '[    0.000000] Linux version 6.18\n',
    failure: null as FailureError | null,
    hangs: false,
    open: 0,
  };
  const link = linkTo(node);
  const links: NodeLinks = {
    look: () => Promise.reject(new Error('the fake node is not looked at')),
    open: async (_target, signal) => {
      await answer(node, signal);
      node.open += 1;
      return link;
    },
  };
  return Object.assign(node, { link, links });
}

type NodeState = Omit<FakeNode, 'link' | 'links'>;

async function answer({ failure, hangs }: NodeState, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (failure !== null) throw failure;
  if (!hangs) return;
  await new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function linkTo(node: NodeState): NodeLink {
  const notHere = (): Promise<never> => Promise.reject(new Error('the fake node does not do this'));
  return {
    fingerprint: 'pnduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM=',
    version: async () => ({ tag: 'v1.13.9', arch: 'amd64', platform: 'metal' }),
    list: async (namespace, type, signal) => {
      await answer(node, signal);
      const resources = node.resources.get(type);
      if (resources === undefined) throw failed('node-refused-us', { address: '10.20.4.11', detail: type });
      return resources.map(([id, spec]): NodeResource => ({ namespace, type, id, version: '1', spec }));
    },
    timeCheck: async (server, signal) => {
      await answer(node, signal);
      const offsetMs = node.timeServers.get(server);
      return offsetMs === undefined ? null : { offsetMs };
    },
    services: async () => [{ id: 'apid', state: 'Running', healthy: true, message: '' }],
    logIds: async (signal) => {
      await answer(node, signal);
      return [...node.logs.keys()];
    },
    log: async (id, { limitBytes }, signal) => {
      await answer(node, signal);
      return (node.logs.get(id) ?? '').slice(0, limitBytes);
    },
    dmesg: async ({ limitBytes }, signal) => {
      await answer(node, signal);
      return node.dmesg.slice(0, limitBytes);
    },
    applyConfiguration: notHere,
    bootstrap: notHere,
    events: () => {
      throw new Error('the fake node does not do this');
    },
    kubeconfig: notHere,
    close: () => {
      node.open -= 1;
    },
  };
}

function factoryResources(): Record<string, [string, Spec][]> {
  const port = { type: 'ether', kind: '', linkState: true, speedMbit: 1000, duplex: 'Full' };
  return {
    'LinkStatuses.net.talos.dev': [
      ['lo', { type: 'loopback', kind: '', linkState: true, speedMbit: 0, duplex: 'Unknown' }],
      ['enp3s0', { ...port, hardwareAddr: '02:aa:00:00:00:01' }],
      ['enp4s0', { ...port, hardwareAddr: '02:aa:00:00:00:02', linkState: false, speedMbit: 4_294_967_295 }],
    ],
    'AddressStatuses.net.talos.dev': [
      ['lo/127.0.0.1/8', { address: '127.0.0.1/8', linkName: 'lo', family: 'inet4', scope: 'host' }],
      [
        'enp3s0/10.20.4.11/24',
        { address: '10.20.4.11/24', linkName: 'enp3s0', family: 'inet4', scope: 'global' },
      ],
      ['enp3s0/fe80::1/64', { address: 'fe80::1/64', linkName: 'enp3s0', family: 'inet6', scope: 'link' }],
    ],
    'RouteStatuses.net.talos.dev': [
      [
        'inet4/10.20.4.1//1024',
        { family: 'inet4', dst: '', gateway: '10.20.4.1', outLinkName: 'enp3s0', table: 'main' },
      ],
    ],
    'ResolverStatuses.net.talos.dev': [['resolvers', { dnsServers: ['10.20.0.53', '10.20.0.54'] }]],
    'DNSUpstreams.net.talos.dev': [
      ['10.20.0.53:53', { healthy: 'true', addr: '10.20.0.53:53' }],
      ['10.20.0.54:53', { healthy: 'true', addr: '10.20.0.54:53' }],
    ],
    'TimeStatuses.v1alpha1.talos.dev': [['node', { synced: true, epoch: 1, syncDisabled: false }]],
    'Disks.block.talos.dev': [
      [
        'nvme0n1',
        {
          dev_path: '/dev/nvme0n1',
          size: 500_107_862_016,
          model: 'Lab NVMe',
          serial: 'N-1',
          transport: 'nvme',
        },
      ],
      [
        'sda',
        { dev_path: '/dev/sda', size: 32_000_000_000, model: 'Boot Stick', serial: 'U-1', transport: 'usb' },
      ],
      ['loop0', { dev_path: '/dev/loop0', size: 80_000_000, readonly: true }],
    ],
    'DiscoveredVolumes.block.talos.dev': [['nvme0n1', { dev_path: '/dev/nvme0n1', type: 'disk', name: '' }]],
  };
}
