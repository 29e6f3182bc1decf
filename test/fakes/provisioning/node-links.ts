import type {
  NodeEvent,
  NodeLink,
  NodeLinks,
  NodeLook,
  NodeResource,
  NodeTarget,
} from '../../../electron/nodes/node-link.ts';
import type { Clock } from '../../../electron/ports.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { FakeMachine, type FakeMachineOptions } from './fake-machine.ts';

/** How often a fake stream looks for something new. */
const EVENT_POLL_MS = 500;
const GIB = 1_073_741_824;

/** A machine as a small laboratory has it: an NVMe disk and the stick that it was started from. */
export function fakeMachineOptions(number: number): FakeMachineOptions {
  return {
    address: `10.20.4.10${number}`,
    port: 50_000,
    serial: `7KX2-093${number}`,
    uuid: `4c4c4544-0042-3510-8054-b7c04f58343${number}`,
    talosVersion: 'v1.13.9',
    disks: [
      {
        devPath: '/dev/nvme0n1',
        serial: `S64ANX0T12345${number}`,
        sizeBytes: 476 * GIB,
        transport: 'nvme',
        oldData: ['lvm2-pv'],
      },
      { devPath: '/dev/sda', serial: 'USB-1', sizeBytes: 14 * GIB, transport: 'usb', readonly: true },
    ],
  };
}

/** A few machines on one network, reached over `links`. */
export interface FakeNodes {
  readonly links: NodeLinks;
  readonly nodes: readonly FakeMachine[];
  /** One machine answers from now on where the other one would, as if configured by the same site. */
  impersonate(number: number, other: number): void;
  /** Throws when there is no such node. */
  node(number: number): FakeMachine;
}

/** Machines numbered from 1, alive by the given clock. */
export function createFakeNodes(clock: Clock, ...options: readonly FakeMachineOptions[]): FakeNodes {
  const nodes: FakeMachine[] = [];
  const isClusterUp = () =>
    nodes.some((node) => node.role === 'controlplane' && ['booting', 'running'].includes(node.phase));
  for (const each of options) nodes.push(new FakeMachine(each, clock, isClusterUp));
  let connections = 0;
  /** Of two machines with one address the one that is switched on answers. */
  const at = (address: string, port: number): FakeMachine | undefined => {
    const there = nodes.filter((each) => each.address === address && each.options.port === port);
    return there.find(({ isListening }) => isListening) ?? there[0];
  };
  const find = (address: string, port: number): FakeMachine => {
    const node = at(address, port);
    if (node === undefined || !node.isListening) throw failed('node-unreachable', { address });
    return node;
  };
  return {
    nodes,
    impersonate: (number, other) => {
      const victim = nodes[other - 1];
      if (victim !== undefined) nodes[number - 1]?.becomeLike(victim);
    },
    node: (number) => {
      const node = nodes[number - 1];
      if (node === undefined) throw new Error(`no fake node ${number}`);
      return node;
    },
    links: {
      look: async (address, port, credentials, signal) => {
        signal?.throwIfAborted();
        connections += 1;
        return look(at(address, port), {
          ca: credentials?.ca ?? null,
          connection: connections,
        });
      },
      open: async (target, signal) => {
        signal?.throwIfAborted();
        const connect = () => {
          connections += 1;
          const node = find(target.address, target.port);
          if (node.habits.garbage === true) throw failed('node-not-talos', { address: target.address });
          judgePeer(node, target, connections);
          return { node, epoch: node.epoch, fingerprint: node.fingerprint(connections) };
        };
        return fakeLink(clock, target, connect);
      },
    },
  };
}

function look(
  node: FakeMachine | undefined,
  { ca, connection }: { readonly ca: string | null; readonly connection: number },
): NodeLook {
  const nothing = {
    fingerprint: null,
    talosVersion: null,
    hostname: null,
    uuid: null,
    serial: null,
    product: null,
    stage: null,
    macs: [],
    addresses: [],
  };
  if (node === undefined) return { answer: 'silent', ...nothing };
  if (!node.isListening) return { answer: 'closed', ...nothing };
  const fingerprint = node.fingerprint(connection);
  if (node.habits.garbage === true) return { answer: 'not-talos', ...nothing, fingerprint };
  if (node.isConfigured && node.authority !== ca) return { answer: 'foreign', ...nothing, fingerprint };
  const { serial, uuid, talosVersion } = node.options;
  return {
    ...nothing,
    answer: node.isConfigured ? 'ours' : 'waiting',
    ...{ fingerprint, talosVersion, serial, uuid, stage: node.stage },
    addresses: [node.address],
  };
}

function judgePeer(node: FakeMachine, { address, credentials, fingerprint }: NodeTarget, connection: number) {
  const shown = node.fingerprint(connection);
  if (credentials !== null && node.authority !== credentials.ca) {
    throw failed('node-refused-us', { address, detail: 'not from the authority of this site' });
  }
  if (fingerprint !== null && fingerprint !== shown) {
    throw failed('certificate-changed', { address, before: fingerprint, after: shown });
  }
}

interface Connection {
  readonly node: FakeMachine;
  readonly epoch: string;
  readonly fingerprint: string;
}

function fakeLink(clock: Clock, target: NodeTarget, connect: () => Connection): NodeLink {
  let connection = connect();
  let closed = false;
  const { address } = target;
  /** The node for one call, over a new connection when the old one broke. */
  const reach = (signal?: AbortSignal): FakeMachine => {
    signal?.throwIfAborted();
    const { node } = connection;
    if (closed) throw failed('node-unreachable', { address });
    if (connection.epoch !== node.epoch || node.habits.newCertificateEachConnection === true) {
      const expected = target.credentials === null ? connection.fingerprint : null;
      connection = connect();
      if (expected !== null && expected !== connection.fingerprint) {
        throw failed('certificate-changed', { address, before: expected, after: connection.fingerprint });
      }
    }
    if (!node.isListening) throw failed('node-unreachable', { address });
    if (node.isConfigured && target.credentials === null) {
      throw failed('node-refused-us', { address, detail: 'it asks for a certificate that it trusts' });
    }
    if (node.habits.hugeAnswers === true) throw failed('node-answer-too-large', { address, limitBytes: 1 });
    return node;
  };
  const admin = (signal?: AbortSignal): FakeMachine => {
    const node = reach(signal);
    if (!node.isConfigured) throw failed('node-refused-us', { address, detail: 'not authorized' });
    return node;
  };
  return {
    get fingerprint() {
      return connection.fingerprint;
    },
    version: async (signal) => {
      const { talosVersion } = reach(signal).options;
      return { tag: talosVersion, arch: 'amd64', platform: 'metal' };
    },
    list: async (namespace, type, signal) => resources(reach(signal), namespace, type, address),
    timeCheck: async (_server, signal) => {
      reach(signal);
      return null;
    },
    applyConfiguration: async (config, { dryRun }, signal) => reach(signal).apply(config, dryRun),
    bootstrap: async (signal) => admin(signal).bootstrap(),
    services: async (signal) => services(reach(signal)),
    events: (_options, signal) => events(clock, reach, signal),
    logIds: async (signal) => services(reach(signal)).map(({ id }) => id),
    log: async (id, _options, signal) => `${id} of ${reach(signal).options.serial}\n`,
    dmesg: async (_options, signal) => `kern: info: ${reach(signal).options.serial}\n`,
    kubeconfig: async (signal) => {
      const node = admin(signal);
      if (node.role === 'controlplane') return 'apiVersion: v1\nkind: Config\n';
      throw failed('node-refused-us', { address, detail: 'kubeconfig is only available on control planes' });
    },
    close: () => {
      closed = true;
    },
  };
}

async function* events(
  clock: Clock,
  reach: (signal?: AbortSignal) => FakeMachine,
  signal: AbortSignal,
): AsyncGenerator<NodeEvent, void, undefined> {
  if (signal.aborted) return;
  const node = reach(signal);
  const { epoch } = node;
  const told = new Set<string>();
  while (!signal.aborted && node.epoch === epoch && node.isListening) {
    for (const { atMs, event } of node.events()) {
      if (atMs > clock.now() || told.has(event.id)) continue;
      told.add(event.id);
      yield event;
    }
    // Rejects when the signal ends; the loop's own condition sees that.
    await clock.wait(EVENT_POLL_MS, signal).catch(() => undefined);
  }
}

function services(node: FakeMachine) {
  const state = (id: string, isUp: boolean) => ({
    id,
    state: isUp ? 'Running' : 'Waiting',
    healthy: isUp,
    message: isUp ? '' : 'waiting for the cluster',
  });
  const isInstalled = node.phase === 'booting' || node.phase === 'running';
  const own = [state('apid', true), state('machined', true)];
  if (!isInstalled) return own;
  const etcd = node.role === 'controlplane' ? [state('etcd', node.isReady)] : [];
  return [...own, state('kubelet', node.isReady), ...etcd];
}

function resources(
  node: FakeMachine,
  namespace: string,
  type: string,
  address: string,
): readonly NodeResource[] {
  const made = (id: string, spec: unknown): NodeResource => ({ namespace, type, id, version: '1', spec });
  const { serial, uuid } = node.options;
  switch (`${namespace}/${type}`) {
    case 'runtime/MachineStatuses.runtime.talos.dev':
      return [
        made('machine', {
          stage: node.stage,
          status: { ready: node.isReady, unmetConditions: node.unmet },
        }),
      ];
    case 'hardware/SystemInformations.hardware.talos.dev':
      return [made('systeminformation', { serialnumber: serial, uuid })];
    case 'runtime/Disks.block.talos.dev':
      return node.listedDisks.map(({ devPath, serial: diskSerial, sizeBytes, transport, readonly }) =>
        made(devPath.slice('/dev/'.length), {
          dev_path: devPath,
          size: sizeBytes,
          serial: diskSerial,
          model: 'Fake disk',
          transport,
          readonly: readonly ?? false,
          cdrom: false,
        }),
      );
    case 'runtime/DiscoveredVolumes.block.talos.dev':
      return node.listedDisks.flatMap(({ devPath, oldData = [] }) =>
        oldData.map((name, index) =>
          made(`${devPath}p${index + 1}`, {
            dev_path: `${devPath}p${index + 1}`,
            parent_dev_path: devPath,
            name,
          }),
        ),
      );
    default:
      throw failed('node-refused-us', { address, detail: 'not authorized' });
  }
}
