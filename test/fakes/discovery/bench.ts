/** Discovery and identification as the engine composes them, on a network, a clock and a file that the test owns. */
import { generateKeyPairSync } from 'node:crypto';
import { createDiscoveryStore } from '../../../electron/adapters/sqlite/discovery-store.ts';
import { createDiscovery, type Discovery } from '../../../electron/discovery/discovery.ts';
import type {
  MdnsBrowser,
  NetworkInterface,
  NetworkInterfaces,
} from '../../../electron/discovery/discovery-ports.ts';
import { createIdentification } from '../../../electron/nodes/identification.ts';
import type { ConnectedConsole } from '../../../electron/nodes/identification-ports.ts';
import type { CurrentSite, Log, OpRecorder } from '../../../electron/ports.ts';
import { endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import { type MdnsInstance, NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
import type { NodeStage } from '../../../shared/domain/nodes/node-view.ts';
import type { Enrolment, Pack } from '../../../shared/domain/sites/pack.ts';
import type { Op } from '../../../shared/domain/sync/op.ts';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import { someEnrolment } from '../enrolment.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { createFakeLog } from '../fake-log.ts';
import { samplePack } from '../sample-pack.ts';
import { createTemporaryDatabase } from '../temporary-database.ts';
import { createLabNeighbours, type LabMachine, sampleFingerprint } from './lab-neighbours.ts';
import { createFakeMdnsLink } from './mdns-browser.ts';
import { createFakeNeighbourTable } from './neighbours.ts';
import { createFakeProber, type FakeHost } from './prober.ts';
import { createFakeExports } from './sweep-exports.ts';

type Recorded = Parameters<OpRecorder['record']>[0];

export const uuidOf = (number: number): string => `4c4c4544-0042-3510-8051-b7c04f4a313${number}`;
export const macOf = (number: number): string => `02:aa:00:00:00:1${number}`;
/** The machine that is planned for slot `edge-0<number>` of the sample pack. */
export const plannedMachine = (number: number, change: Partial<LabMachine> = {}): LabMachine => ({
  state: 'maintenance',
  uuid: uuidOf(number),
  serial: `7KX2-093${number}`,
  hostname: `talos-${number}`,
  fingerprint: sampleFingerprint(`cert${number}`),
  ca: null,
  macs: [macOf(number)],
  ...change,
});
export const beaconOf = (number: number, change: Partial<MdnsInstance> = {}): MdnsInstance => ({
  name: `node-${number}.${NODE_SERVICE_TYPE}`,
  interfaceName: 'eth0',
  hostname: `talos-${number}.local`,
  addresses: [`10.20.4.1${number}`],
  port: 50_000,
  txt: { id: uuidOf(number), stage: 'maintenance', ver: 'v1.13.9' },
  ...change,
});

export interface BenchOptions {
  /** A browser of the test's own in place of the announcements that `mdns` makes. */
  readonly openMdns?: (parts: {
    readonly clock: FakeClock;
    readonly log: Log;
    readonly interfaces: NetworkInterfaces;
  }) => MdnsBrowser;
}

/** A bench whose file outlives `restart`. */
export function createDiscoveryBench({ openMdns }: BenchOptions = {}) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const file = createTemporaryDatabase();
  const neighbours = createLabNeighbours(clock);
  const hosts = new Map<string, FakeHost>();
  const prober = createFakeProber(clock, neighbours.asHosts(hosts));
  const table = createFakeNeighbourTable(clock);
  const eth0: NetworkInterface = {
    ...{ name: 'eth0', address: '10.20.4.200', subnets: ['10.20.4.200/24'], used: true, why: 'used' },
  };
  const world = {
    pack: samplePack() as Pack | null,
    enrolment: someEnrolment({ site: 'st-anna' }) as Enrolment | null,
    interfaces: [eth0] as readonly NetworkInterface[],
    gateways: new Map<string, string>(),
    names: new Map<string, string>(),
    stages: new Map<string, NodeStage>(),
    pace: 'normal' as 'gentle' | 'normal',
    diskFull: false,
    consoles: [] as readonly ConnectedConsole[],
  };
  const site: CurrentSite = {
    enrolment: () => world.enrolment,
    pack: () => world.pack,
    require: () => {
      if (world.enrolment === null) throw failed('not-enrolled', {});
      if (world.pack === null) throw failed('pack-missing', {});
      return { enrolment: world.enrolment, pack: world.pack };
    },
  };
  const ops: Recorded[] = [];
  const recorder: OpRecorder = {
    record: (entry) => {
      if (world.diskFull) throw failed('disk-full', { path: file.path });
      const known = ops.some(({ opId }) => opId !== undefined && opId === entry.opId);
      if (!known) ops.push(structuredClone(entry));
      return opOf(entry);
    },
  };
  const news: number[] = [];
  const mdns = createFakeMdnsLink();
  const exports = createFakeExports();
  const signer = { key: generateKeyPairSync('ed25519').privateKey, keyId: Buffer.from('laptop-1') };
  const interfaces: NetworkInterfaces = { list: () => world.interfaces };
  const open = () => {
    const store = createDiscoveryStore(file.db);
    const discovery: Discovery = createDiscovery({
      // No machine of these stories is of the earlier generation.
      earlier: { look: async () => null },
      ...{ clock, log, ops: recorder, site, links: neighbours.links, prober, store },
      mdns: openMdns?.({ clock, log, interfaces }) ?? mdns.open(),
      announce: (name) => void (name === 'discovery.changed' && news.push(clock.now())),
      interfaces,
      gateways: { read: async () => world.gateways },
      neighbours: table,
      openExport: exports.open,
      signer: () => signer,
      appVersion: '1.2.3',
      resolveHost: async (name) => world.names.get(name) ?? null,
      bindings: (id) => store.bindings.all(id),
      stageOf: (nodeId) => world.stages.get(nodeId) ?? null,
      pace: () => world.pace,
      random: () => 0.5,
    });
    const { book, lookAgain, changed } = discovery;
    const identification = createIdentification({
      ...{ clock, site, ops: recorder, book, lookAgain, changed, bindings: store.bindings },
      stageOf: (nodeId) => world.stages.get(nodeId) ?? null,
      connectedConsoles: () => world.consoles,
    });
    return { store, discovery, identification };
  };
  let now = open();
  return {
    ...{ clock, log, mdns, neighbours, table, hosts, prober, world, ops, news, exports },
    get store() {
      return now.store;
    },
    get discovery() {
      return now.discovery;
    },
    get handlers() {
      return { ...now.discovery.handlers, ...now.identification.handlers };
    },
    /** The machine planned for a slot stands at that slot's address, or at the one given. */
    put: (number: number, change: Partial<LabMachine> = {}, address = `10.20.4.1${number}`): LabMachine => {
      const machine = plannedMachine(number, change);
      neighbours.machines.set(endpointOf({ address, port: 50_000 }), machine);
      return machine;
    },
    /** A new engine on the same file. */
    restart: async (): Promise<void> => {
      await now.discovery.stop();
      file.reopen();
      now = open();
    },
    close: async (): Promise<void> => {
      await now.discovery.stop();
      file.remove();
    },
    /** Lets time pass until the promise has settled; a rejection becomes the code of its failure. */
    settle: async <T>(promise: Promise<T> | T): Promise<T | string> => {
      let result: { readonly value: T | string } | null = null;
      void Promise.resolve(promise).then(
        (value) => {
          result = { value };
        },
        (error: unknown) => {
          result = { value: error instanceof FailureError ? error.failure.code : String(error) };
        },
      );
      for (let passed = 0; result === null && passed < 100_000; passed += 10) await clock.advance(10);
      if (result === null) throw new Error('nothing came of it');
      return (result as { readonly value: T | string }).value;
    },
  };
}
export type DiscoveryBench = ReturnType<typeof createDiscoveryBench>;

/** An op as the log would give it back; chained to nothing. */
function opOf(entry: Recorded): Op {
  const hash = '0'.repeat(64);
  return {
    ...{ opId: entry.opId ?? 'op', kind: entry.kind, v: 1, site: 'st-anna', region: 'eu-1', agg: entry.agg },
    ...{ dev: 'laptop-1', devSeq: 1, actor: 'Ada Example', at: '2026-11-24T08:00:00.000Z' },
    ...{ bodyHash: hash, prevHash: hash, hash, salt: '00', body: entry.body },
  };
}
