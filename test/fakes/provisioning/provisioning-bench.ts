import type { Clock, CurrentSite, NodeBook, OpRecorder } from '../../../electron/ports.ts';
import {
  createProvisioning,
  type Provisioning,
} from '../../../electron/provisioning/provisioning-service.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../../shared/domain/provisioning/flow-view.ts';
import { type StepLimits, stepLimits } from '../../../shared/domain/provisioning/step-limits.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import { machineConfigTemplate } from '../../hospital/pack/machine-config-template.ts';
import { someEnrolment } from '../enrolment.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { createFakeLog, type FakeLog } from '../fake-log.ts';
import { samplePack } from '../sample-pack.ts';
import { createFakeNodes, type FakeNodes, fakeMachineOptions } from './node-links.ts';
import { createFakePlatform, type FakePlatform, readyPlatform } from './platform-status.ts';
import { createFakeProvisioningStore, type FakeProvisioningStore } from './provisioning-store.ts';

/** An op as it was handed to the recorder. */
export interface RecordedOp {
  readonly kind: string;
  readonly agg: string;
  readonly opId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A site with machines, a journal that outlives engines, and one engine at a time. */
export interface ProvisioningBench {
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly machines: FakeNodes;
  readonly platform: FakePlatform;
  readonly store: FakeProvisioningStore;
  /** Each op once, in order, however often it was recorded. */
  readonly ops: readonly RecordedOp[];
  /** How often a change was announced. */
  readonly announced: () => number;
  /** Closes the lid for a while. */
  sleep(forMs: number): void;
  pack: Pack;
  engine: Provisioning;
  /** Ends the engine, lets time pass, and starts another that goes on. */
  restart(downMs?: number): Promise<void>;
  /**
   * Kills the engine at the n-th write of its journal, before or after it is on disk: from then on nothing that
   * it does has any effect, until `restart`.
   */
  killAt(write: number, moment: 'before' | 'after'): void;
  /** Writes of the journal so far. */
  readonly writes: () => number;
  idOf(number: number): string;
  plan(number: number): ReturnType<Provisioning['handlers']['provisioning.plan']>;
  /** Plans and starts. */
  start(number: number): Promise<ProvisionView>;
  view(number: number): ProvisionView;
  /** Lets time pass in steps of a second until the view is at a step; throws when it never gets there. */
  until(number: number, at: ProvisionView['at'], limitMs?: number): Promise<ProvisionView>;
  /** Plans a further worker. */
  addWorkerSlot(number: number): void;
  /** Makes the book forget that a machine was identified. */
  unidentify(number: number): void;
  /** From now on it is bound by its serial number alone. */
  lockBySerialAlone(number: number): void;
}

const never = new AbortController().signal;
const HOUR_MS = 3_600_000;

/** A bench with the given number of machines; the first is the control plane. */
export function createProvisioningBench(count = 2, limits: StepLimits = stepLimits): ProvisioningBench {
  const ticking = createFakeClock();
  let sleptMs = 0;
  // A laptop that sleeps: its timers stand still, the time of day does not.
  const clock: FakeClock = {
    now: () => ticking.now() + sleptMs,
    wait: ticking.wait,
    advance: ticking.advance,
    get waiting() {
      return ticking.waiting;
    },
  };
  const log = createFakeLog();
  const options = Array.from({ length: count }, (_, index) => fakeMachineOptions(index + 1));
  const machines = createFakeNodes(clock, ...options);
  const platform = createFakePlatform();
  const store = createFakeProvisioningStore();
  const ops: RecordedOp[] = [];
  const unidentified = new Set<string>();
  const serialAlone = new Set<string>();
  let announced = 0;
  let writes = 0;
  let isDead = false;
  const refuseWhenDead = (): void => {
    if (isDead) throw new Error('this engine is dead');
  };
  platform.state = readyPlatform('lab-edge-01', 'lab-edge-02');
  const site: CurrentSite = {
    enrolment: () => someEnrolment({ site: bench.pack.site.id }),
    pack: () => bench.pack,
    require: () => ({ enrolment: someEnrolment({ site: bench.pack.site.id }), pack: bench.pack }),
  };
  const book: NodeBook = createBook(machines, { unidentified, serialAlone });
  const recorder = createRecorder(ops, clock, refuseWhenDead);
  const build = () =>
    createProvisioning({
      ...{ clock, log, site, book, platform, store },
      announce: () => {
        announced += 1;
      },
      ops: recorder,
      limits,
      links: machines.links,
    });
  const idOf = (number: number) => `serial:${machines.node(number).options.serial}`;
  const bench: ProvisioningBench = {
    ...{ clock, log, machines, platform, store, ops, idOf },
    announced: () => announced,
    sleep: (forMs) => {
      sleptMs += forMs;
    },
    pack: benchPack(),
    engine: build(),
    writes: () => writes,
    killAt: (write, moment) => {
      writes = 0;
      store.onSave = (when) => {
        refuseWhenDead();
        if (when === 'before') writes += 1;
        isDead = writes === write && when === moment;
        refuseWhenDead();
      };
    },
    async restart(downMs = 0) {
      await bench.engine.stop();
      store.onSave = (when) => {
        if (when === 'before') writes += 1;
      };
      isDead = false;
      await clock.advance(downMs);
      bench.engine = build();
      bench.engine.resumeAll();
    },
    plan: (number) => bench.engine.handlers['provisioning.plan']({ nodeId: idOf(number) }, never),
    async start(number) {
      const plan = await bench.plan(number);
      const input = { nodeId: idOf(number), planHash: plan.hash };
      return bench.engine.handlers['provisioning.start'](input, never);
    },
    view(number) {
      const views = bench.engine.handlers['provisioning.list']({}, never);
      if (views instanceof Promise) throw new Error('the list is no promise');
      const view = views.find(({ nodeId }) => nodeId === idOf(number));
      if (view === undefined) throw new Error(`no flow for machine ${number}`);
      return view;
    },
    async until(number, at, limitMs = HOUR_MS) {
      for (let passedMs = 0; passedMs <= limitMs; passedMs += 1000) {
        await clock.advance(1000);
        if (bench.view(number).at === at) return bench.view(number);
      }
      throw new Error(`never got to ${at}: ${JSON.stringify({ ...bench.view(number), lines: [] })}`);
    },
    addWorkerSlot(number) {
      const [first] = bench.pack.slots;
      if (first === undefined) throw new Error('the sample pack has no slot');
      const name = `edge-0${number}`;
      const slot = {
        ...first,
        id: name,
        hostname: `lab-${name}`,
        label: `LAB-EDGE-0${number}`,
        role: 'worker' as const,
        address: `10.20.4.1${number}/24`,
      };
      bench.pack = { ...bench.pack, slots: [...bench.pack.slots, slot] };
    },
    unidentify: (number) => void unidentified.add(idOf(number)),
    lockBySerialAlone: (number) => void serialAlone.add(idOf(number)),
  };
  return bench;
}

/** The sample pack with a real template and an authority of its own. */
function benchPack(): Pack {
  const pack = samplePack();
  const text = machineConfigTemplate({
    subnet: pack.network.subnet,
    kubernetesAddress: '10.20.4.11',
    registryUrl: 'https://registry.example:443',
    backendCa: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  });
  const names = [...text.matchAll(/\$\{secrets\.(\w+)\}/g)].map((match) => match[1] ?? '');
  const secrets = Object.fromEntries(names.map((name) => [name, `very-secret-${name}`]));
  const machineCaCrt = Buffer.from(pack.cluster.talosCa).toString('base64');
  return {
    ...pack,
    cluster: { ...pack.cluster, secrets: { ...secrets, machineCaCrt } },
    templates: [{ talosVersion: 'v1.13', text }],
  };
}

interface Locks {
  readonly unidentified: ReadonlySet<string>;
  readonly serialAlone: ReadonlySet<string>;
}
function createBook(machines: FakeNodes, { unidentified, serialAlone }: Locks): NodeBook {
  // Identified before anything was applied; the fingerprint of that moment stays, as in a binding.
  const fingerprints = machines.nodes.map((machine) => machine.fingerprint(0));
  const views = (): readonly NodeView[] =>
    machines.nodes.map(({ options }, index): NodeView => {
      const id = `serial:${options.serial}`;
      const fact = <T>(value: T) => ({ value, source: 'node' as const, learntAtMs: 0 });
      return {
        id,
        name: `LAB-EDGE-0${index + 1}`,
        answer: 'waiting',
        address: options.address,
        port: options.port,
        hostname: null,
        serial: fact(options.serial),
        uuid: fact(options.uuid),
        product: null,
        macs: null,
        talosVersion: fact(options.talosVersion),
        machineStage: null,
        fingerprint: fact(fingerprints[index] ?? ''),
        sources: ['node'],
        presence: 'here',
        places: [],
        consolePort: null,
        consoleFingerprint: null,
        managed: null,
        earlier: null,
        lock: unidentified.has(id) ? null : serialAlone.has(id) ? 'serial-alone' : 'three-way',
        lastSeenAtMs: 0,
        slotId: `edge-0${index + 1}`,
        candidateSlotIds: [],
        stage: 'identified',
        identified: !unidentified.has(id),
      };
    });
  const get = (nodeId: string): NodeView => {
    const view = views().find(({ id }) => id === nodeId);
    if (view === undefined) throw failed('node-unknown', { node: nodeId });
    return view;
  };
  return {
    all: views,
    get,
    target: (nodeId) => {
      const { address, port, fingerprint } = get(nodeId);
      return { address, port, fingerprint: fingerprint?.value ?? null, credentials: null };
    },
  };
}

/** As strict as the log: the same id twice records once, and a body must be JSON. */
export function createRecorder(
  ops: RecordedOp[],
  clock: Pick<Clock, 'now'>,
  guard: () => void = () => {},
): OpRecorder {
  return {
    record: ({ kind, agg, body, opId = '' }) => {
      guard();
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(opId)) throw new Error(`not a UUIDv7: ${opId}`);
      if (!ops.some((each) => each.opId === opId)) {
        ops.push({ kind, agg, opId, body: JSON.parse(JSON.stringify(body)) });
      }
      const hash = '0'.repeat(64);
      return {
        ...{ opId, kind, agg, body, v: 1, devSeq: ops.length, salt: hash },
        ...{ site: 's', region: 'r', dev: 'd', actor: 'a' },
        at: new Date(clock.now()).toISOString(),
        ...{ hash, bodyHash: hash, prevHash: hash },
      };
    },
  };
}

/** The failure that a promise rejects with; throws when it does not. */
export async function failureOf(work: unknown): Promise<unknown> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error instanceof FailureError ? error.failure : error;
  }
  throw new Error('nothing failed');
}
