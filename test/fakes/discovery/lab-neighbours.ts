import type { NodeCredentials, NodeLinks, NodeLook } from '../../../electron/nodes/node-link.ts';
import type { Clock } from '../../../electron/ports.ts';
import { endpointOf, parseEndpoint } from '../../../shared/domain/discovery/endpoint.ts';
import type { FakeHost } from './prober.ts';

/** A machine as its API shows it; change it and the next look tells. */
export interface LabMachine {
  /** `booting`: its port is closed for now. `off`: nothing answers. */
  state: 'maintenance' | 'configured' | 'booting' | 'off' | 'not-talos';
  uuid: string | null;
  serial: string | null;
  hostname: string;
  fingerprint: string;
  /** Whose authority configured it: the `ca` that a client must name to be let in. */
  ca: string | null;
  /** Of its links; one that every machine has unless given. */
  macs?: readonly string[];
}
export interface LabNeighbours {
  readonly links: NodeLinks;
  /** By `address:port`. Two places may hold one machine. */
  readonly machines: Map<string, LabMachine>;
  /** Every look, in order. */
  readonly looks: readonly { readonly place: string; readonly atMs: number }[];
  readonly busiest: number;
  /** The same machines as a light connect meets them, beside the hosts that the map itself holds. */
  asHosts(hosts: ReadonlyMap<string, FakeHost>): ReadonlyMap<string, FakeHost>;
}

/** Base64 of 32 bytes that begin with the given letters. */
export function sampleFingerprint(start: string): string {
  return `${start.padEnd(42, 'x')}A=`;
}

/** The system repeats an unanswered SYN after 1 s and 2 s more; after 5 s in all a look has lost its patience. */
const SYN_REPEATS_MS = [1000, 2000, 2000];

/** A network on which every look takes `lookMs`. */
export function createLabNeighbours(clock: Clock, lookMs = 30): LabNeighbours {
  const machines = new Map<string, LabMachine>();
  const looks: { place: string; atMs: number }[] = [];
  const underWay = new Set<string>();
  let busiest = 0;
  const look = async (
    address: string,
    port: number,
    credentials: NodeCredentials | null,
    signal?: AbortSignal,
  ): Promise<NodeLook> => {
    const place = endpointOf({ address, port });
    if (underWay.has(place)) throw new Error(`two looks at ${place}`);
    underWay.add(place);
    looks.push({ place, atMs: clock.now() });
    busiest = Math.max(busiest, underWay.size);
    try {
      for (const repeatMs of SYN_REPEATS_MS) {
        await clock.wait(lookMs, signal);
        const machine = machines.get(place);
        if (machine !== undefined && machine.state !== 'off') break;
        await clock.wait(repeatMs - lookMs, signal);
      }
      return answerOf(machines.get(place), credentials);
    } finally {
      underWay.delete(place);
    }
  };
  return {
    machines,
    looks,
    get busiest() {
      return busiest;
    },
    asHosts: (hosts) => new HostsOfMachines(machines, hosts),
    links: { look, open: () => Promise.reject(new Error('the neighbours are only looked at')) },
  };
}

/** What a connect to the first port of each machine meets. */
class HostsOfMachines extends Map<string, FakeHost> {
  readonly #machines: ReadonlyMap<string, LabMachine>;
  readonly #others: ReadonlyMap<string, FakeHost>;
  constructor(machines: ReadonlyMap<string, LabMachine>, others: ReadonlyMap<string, FakeHost>) {
    super();
    this.#machines = machines;
    this.#others = others;
  }
  override get(address: string): FakeHost | undefined {
    const [, machine] =
      [...this.#machines].find(([place]) => parseEndpoint(place)?.address === address) ?? [];
    if (machine === undefined) return this.#others.get(address);
    if (machine.state === 'off') return undefined;
    return { outcome: machine.state === 'booting' ? 'closed' : 'open', rttMs: 2 };
  }
}

function answerOf(machine: LabMachine | undefined, credentials: NodeCredentials | null): NodeLook {
  const nothing: NodeLook = {
    ...{ answer: 'silent', fingerprint: null, talosVersion: null, hostname: null, uuid: null, serial: null },
    ...{ product: null, stage: null, macs: [], addresses: [] },
  };
  if (machine === undefined || machine.state === 'off') return nothing;
  if (machine.state === 'booting') return { ...nothing, answer: 'closed' };
  const { fingerprint, hostname, uuid, serial } = machine;
  if (machine.state === 'not-talos') return { ...nothing, answer: 'not-talos', fingerprint };
  const isOpen = machine.state === 'maintenance' || machine.ca === credentials?.ca;
  if (!isOpen) return { ...nothing, answer: 'foreign', fingerprint };
  return {
    ...nothing,
    ...{ fingerprint, hostname, uuid, serial, talosVersion: 'v1.13.9', product: 'Lab Edge 300' },
    answer: machine.state === 'maintenance' ? 'waiting' : 'ours',
    stage: machine.state === 'maintenance' ? 'maintenance' : 'running',
    macs: machine.macs ?? ['02:aa:00:00:00:01'],
  };
}
