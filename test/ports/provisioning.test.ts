import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createPlatformStatus } from '../../electron/adapters/kubernetes/platform-status.ts';
import { createProvisioningStore } from '../../electron/adapters/sqlite/provisioning-store.ts';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import type { NodeBook } from '../../electron/ports.ts';
import { createProvisioning, type Provisioning } from '../../electron/provisioning/provisioning-service.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import { failed } from '../../shared/failure/failure.ts';
import { someEnrolment } from '../fakes/enrolment.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { createRecorder, type RecordedOp } from '../fakes/provisioning/provisioning-bench.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../fakes/temporary-database.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';

const never = new AbortController().signal;
const links = createTalosLinks();
const log = createFakeLog();
let hospital: Hospital;
let database: TemporaryDatabase;
let service: Provisioning;
let ops: RecordedOp[];
let views: readonly NodeView[];
let changed: () => void;

beforeEach(async () => {
  hospital = await startHospital({ base: 'own', nodes: 3, strangers: false, timeScale: 40 });
  database = createTemporaryDatabase();
  ops = [];
  changed = () => {};
  views = await Promise.all(hospital.pack.slots.map((_, index) => identified(index)));
  service = build();
}, 60_000);
afterEach(async () => {
  await service.stop();
  database.remove();
  await hospital.stop();
});

function build(): Provisioning {
  const enrolment = someEnrolment({ site: hospital.pack.site.id });
  return createProvisioning({
    clock: systemClock,
    log,
    announce: () => changed(),
    ops: createRecorder(ops, systemClock),
    site: {
      enrolment: () => enrolment,
      pack: () => hospital.pack,
      require: () => ({ enrolment, pack: hospital.pack }),
    },
    book,
    links,
    platform: createPlatformStatus(),
    store: createProvisioningStore(database.db),
  });
}

const book: NodeBook = {
  all: () => views,
  get: (nodeId) => {
    const view = views.find(({ id }) => id === nodeId);
    if (view === undefined) throw failed('node-unknown', { node: nodeId });
    return view;
  },
  target: (nodeId) => {
    const { address, port, fingerprint } = book.get(nodeId);
    return { address, port, fingerprint: fingerprint?.value ?? null, credentials: null };
  },
};

/** What discovery and the identity lock would have made of a node. */
async function identified(index: number): Promise<NodeView> {
  const node = hospital.nodes[index];
  const slot = hospital.pack.slots[index];
  if (node === undefined || slot === undefined) throw new Error(`no node ${index}`);
  const look = await links.look(node.address, node.port, null);
  const fact = <T>(value: T) => ({ value, source: 'node' as const, learntAtMs: 0 });
  return {
    id: `serial:${look.serial}`,
    name: slot.label,
    answer: look.answer,
    address: node.address,
    port: node.port,
    hostname: null,
    serial: fact(look.serial ?? ''),
    uuid: fact(look.uuid ?? ''),
    product: null,
    macs: null,
    talosVersion: fact(look.talosVersion ?? ''),
    machineStage: null,
    fingerprint: fact(look.fingerprint ?? ''),
    sources: ['node'],
    presence: 'here',
    places: [],
    consolePort: null,
    consoleFingerprint: null,
    managed: null,
    earlier: null,
    lock: 'three-way',
    lastSeenAtMs: 0,
    slotId: slot.id,
    candidateSlotIds: [],
    stage: 'identified',
    identified: true,
  };
}

async function start({ id }: NodeView): Promise<void> {
  const { hash } = await service.handlers['provisioning.plan']({ nodeId: id }, never);
  await service.handlers['provisioning.start']({ nodeId: id, planHash: hash }, never);
}

async function all(): Promise<readonly ProvisionView[]> {
  return service.handlers['provisioning.list']({}, never);
}

/** Looks after every news until a view of every node fits. */
async function until(fits: (view: ProvisionView) => boolean): Promise<readonly ProvisionView[]> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<void>();
    changed = resolve;
    const list = await all();
    const stopped = list.find(({ at }) => at === 'stopped');
    if (stopped !== undefined) throw new Error(JSON.stringify(stopped, null, 1));
    if (list.length === views.length && list.every(fits)) return list;
    await promise;
  }
}

test('a whole site from maintenance to reconciled, although the engine is replaced half-way', async () => {
  for (const view of views) await start(view);
  const [controlPlane] = views;
  await until(({ nodeId, at }) => nodeId !== controlPlane?.id || at === 'reconnect' || at === 'bootstrap');
  await service.stop();
  service = build();
  service.resumeAll();
  const done = await until(({ at }) => at === 'done');
  expect(done.map(({ healthy, failure }) => [healthy, failure])).toEqual(views.map(() => [true, null]));
  expect(hospital.nodes.map((node) => node.state().isReady)).toEqual([true, true, true]);
  for (const { id } of views) {
    const own = ops.filter(({ agg }) => agg === `node:${id}`);
    expect(own.map(({ kind }) => kind)).toEqual([
      'provision.planned',
      ...Array<string>(6).fill('provision.step'),
      'provision.done',
    ]);
  }
  const secrets = Object.values(hospital.pack.cluster.secrets);
  const told = JSON.stringify([ops, done]);
  expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  expect(log.bugs).toEqual([]);
}, 120_000);
