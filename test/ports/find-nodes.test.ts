/** Finding and identifying on the simulated site: real sockets, the real node API, a real file; only the pack is handed over. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createEarlierProbe } from '../../electron/adapters/earlier/earlier-probe.ts';
import { createMdnsBrowser } from '../../electron/adapters/mdns/mdns-browser.ts';
import { createInterfaces } from '../../electron/adapters/network/interfaces.ts';
import { resolveHost } from '../../electron/adapters/network/resolve-host.ts';
import { createDiscoveryStore } from '../../electron/adapters/sqlite/discovery-store.ts';
import { createSitesStore } from '../../electron/adapters/sqlite/sites-store.ts';
import { createSyncStore } from '../../electron/adapters/sqlite/sync-store.ts';
import { openSweepExport } from '../../electron/adapters/sweep/sweep-export.ts';
import { createTcpProber } from '../../electron/adapters/sweep/tcp-prober.ts';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import { createDiscovery, type Discovery } from '../../electron/discovery/discovery.ts';
import { createIdentification, type Identification } from '../../electron/nodes/identification.ts';
import type { CurrentSite, OpRecorder } from '../../electron/ports.ts';
import { deviceSignerOf } from '../../electron/security/device-key.ts';
import { createOpLog } from '../../electron/sync/op-log.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { someEnrolment } from '../fakes/enrolment.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../fakes/temporary-database.ts';
import { nodeForTest } from '../hospital/node/stories/lab-bench.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';

const MDNS_PORT = 15_391;
const never = new AbortController().signal;
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({ base: '127.77.91', strangers: true, ports: { mdns: MDNS_PORT } });
});
afterAll(() => hospital.stop());

let file: TemporaryDatabase;
let discovery: Discovery;
let identification: Identification;
let ops: { readonly kind: string; readonly body: Readonly<Record<string, unknown>> }[];
const log = createFakeLog();
const told = new Set<() => void>();
beforeEach(() => {
  hospital.mdns.setTrouble({});
  file = createTemporaryDatabase();
  ops = [];
  const store = createDiscoveryStore(file.db);
  const interfaces = createInterfaces({ allowed: ['lo'] });
  const enrolment = someEnrolment({ site: hospital.pack.site.id });
  const site: CurrentSite = {
    enrolment: () => enrolment,
    pack: () => hospital.pack,
    require: () => ({ enrolment, pack: hospital.pack }),
  };
  const opLog = createOpLog({
    clock: systemClock,
    store: createSyncStore(file.db),
    enrolment: () => enrolment,
  });
  const record: OpRecorder = {
    record: (entry) => {
      ops.push(entry);
      return opLog.record(entry);
    },
  };
  discovery = createDiscovery({
    earlier: createEarlierProbe(),
    ...{ clock: systemClock, log, ops: record, site, interfaces, resolveHost, store },
    announce: (name) => {
      if (name === 'discovery.changed') for (const wake of [...told]) wake();
    },
    links: createTalosLinks(),
    mdns: createMdnsBrowser({ interfaces, clock: systemClock, log, port: MDNS_PORT }),
    prober: createTcpProber(),
    gateways: { read: async () => new Map() },
    neighbours: { read: async () => [] },
    openExport: openSweepExport,
    signer: (deviceId) => deviceSignerOf(createSitesStore(file.db), deviceId),
    appVersion: '1.2.3',
    bindings: (id) => store.bindings.all(id),
    stageOf: () => null,
    pace: () => 'normal',
  });
  const { book, lookAgain, changed } = discovery;
  identification = createIdentification({
    ...{ clock: systemClock, site, ops: record, book, lookAgain, changed, bindings: store.bindings },
    ...{ stageOf: () => null, connectedConsoles: () => [] },
  });
});
afterEach(async () => {
  await discovery.stop();
  file.remove();
  expect(log.bugs).toEqual([]);
});

const serials = () => hospital.pack.slots.map(({ serial }) => serial);
const nodes = () => discovery.book.all();
const waiting = () => nodes().filter(({ answer }) => answer === 'waiting');

/** Resolves when the list satisfies; looks after each news, fails after 10 s. */
function until(isSo: (nodes: readonly NodeView[]) => boolean): Promise<readonly NodeView[]> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`never so: ${JSON.stringify(nodes())}`)), 10_000);
    const look = (): void => {
      if (!isSo(nodes())) return;
      clearTimeout(late);
      told.delete(look);
      resolve(nodes());
    };
    told.add(look);
    look();
  });
}

test('three nodes are found by their beacons alone, each once, with what they say of themselves', async () => {
  discovery.startListening();
  const found = await until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3);
  expect(found.map(({ serial }) => serial?.value)).toEqual(serials());
  expect(found.map(({ fingerprint }) => fingerprint?.value)).toEqual(
    hospital.nodes.map((node) => node.fingerprint()),
  );
  expect(found.map(({ sources }) => sources)).toEqual(found.map(() => ['node', 'mdns']));
  expect(found.map(({ candidateSlotIds }) => candidateSlotIds)).toEqual(
    hospital.pack.slots.map(({ id }) => [id]),
  );
  await discovery.stop();
  expect(ops.map(({ kind, body }) => [kind, body.serial])).toEqual(
    serials().map((serial) => ['node.found', serial]),
  );
});

test('each is found by its typed address, a stranger is told apart, and where nobody is there is nothing', async () => {
  const typed = (text: string) => discovery.handlers['discovery.addTyped']({ typed: text }, never);
  const found = await Promise.all(hospital.addresses.nodes.map(({ address }) => typed(address)));
  expect(found.map((node) => node?.serial?.value)).toEqual(serials());
  expect(await typed(hospital.addresses.foreignNode.address)).toMatchObject({
    answer: 'foreign',
    serial: null,
  });
  expect(await typed(hospital.addresses.unknownMachine.address)).toMatchObject({ answer: 'not-talos' });
  await expect(typed(hospital.addresses.medicalDevices[0]?.address ?? '')).rejects.toThrow(
    'address-excluded',
  );
  expect(nodes().length).toBe(5);
});

test('a pasted list is asked row by row, and a protected device in it is not touched', async () => {
  const [first, second] = hospital.addresses.nodes;
  const device = hospital.addresses.medicalDevices[0]?.address ?? '';
  const text = [
    'Label\tIP address',
    `one\t${first?.address}`,
    `two\thttps://${second?.address}:50000/`,
    `again\t${first?.address}`,
    `scanner\t${device}`,
    `other site\t${hospital.addresses.foreignNode.address}`,
    `machine\t${hospital.addresses.unknownMachine.address}`,
  ].join('\n');
  const progress: number[] = [];
  const { rows } = await discovery.handlers['discovery.addList'](
    { text },
    { signal: never, report: ({ done }) => progress.push(done), pointOfNoReturn: () => {} },
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual([
    ...['node', 'node', 'twice', 'excluded', 'node', 'not-a-node'],
  ]);
  expect(progress).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(nodes().length).toBe(4);
  expect(hospital.medicalDevices.touches).toEqual([]);
});

test('a node on IPv6 is found by what its console shows, with and without brackets', async () => {
  const node = await nodeForTest({ address: '::1' });
  const typed = (text: string) => discovery.handlers['discovery.addTyped']({ typed: text }, never);
  const found = { answer: 'waiting', address: '::1', port: node.port };
  expect(await typed(`[::1]:${node.port}`)).toMatchObject(found);
  expect(await typed(`https://[::1]:${node.port}/`)).toMatchObject(found);
  await expect(typed('fe80::1%nosuch0')).rejects.toThrow('no-interface');
  const [view] = nodes();
  const target = await discovery.freshTarget(view?.id ?? '', never);
  expect(target).toMatchObject({ address: '::1', fingerprint: node.fingerprint() });
});

test('before anything is found the reason is told, and when all are found there is none', async () => {
  const look = () => discovery.handlers['discovery.surroundings']({}, never);
  expect((await look()).diagnosis.map(({ code }) => code)).toEqual(['not-listening']);
  discovery.startListening();
  await until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3);
  const { interfaces, diagnosis, labSubnet } = await look();
  expect(labSubnet).toBe(hospital.pack.network.subnet);
  expect(interfaces.filter(({ used }) => used)).toMatchObject([{ name: 'lo', ipv4: { socket: 'shared' } }]);
  expect(diagnosis).toEqual([]);
});

test('a sweep of the allowed range finds them all and touches no protected device', async () => {
  const [range = ''] = hospital.pack.network.sweep.allow;
  let last = { done: 0, total: 0 };
  const report = await discovery.handlers['discovery.sweep'](
    { range, authority: null },
    {
      signal: never,
      report: (progress) => {
        last = progress;
      },
      pointOfNoReturn: () => {},
    },
  );
  expect(report).toMatchObject({ answered: 5, nodes: 4, ending: 'complete', canaries: 5 });
  // The gateway is asked as a canary, and not a second time as an address of the range.
  expect([last.done, report.touched]).toEqual([last.total, last.total + 1]);
  expect(waiting().map(({ serial }) => serial?.value)).toEqual(serials());
  expect(nodes().map(({ sources }) => sources)).toEqual(nodes().map(() => ['node', 'sweep']));
  expect(hospital.medicalDevices.touches).toEqual([]);
  const op = ops.find(({ kind }) => kind === 'sweep.performed');
  expect(op?.body).toMatchObject({ range, count: report.touched, ending: 'complete' });
});

test('found three ways at once, a node is still one node', async () => {
  discovery.startListening();
  const [first] = hospital.addresses.nodes;
  const range = `${first?.address}/31`;
  await Promise.all([
    discovery.handlers['discovery.addTyped']({ typed: first?.address ?? '' }, never),
    discovery.handlers['discovery.sweep'](
      { range, authority: null },
      { signal: never, report: () => {}, pointOfNoReturn: () => {} },
    ),
    until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3),
  ]);
  expect(nodes().length).toBe(3);
  expect(nodes()[0]?.sources).toEqual(['node', 'mdns', 'sweep', 'typed']);
});

test('hostile beacons are shown harmless and hide no node', async () => {
  const trouble = { controlCharacters: true, markup: true, rightToLeft: true, compressionLoop: true };
  hospital.mdns.setTrouble(trouble);
  discovery.startListening();
  const found = await until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3);
  expect(found.map(({ serial }) => serial?.value)).toEqual(serials());
  await discovery.stop();
  const { sightings } = createDiscoveryStore(file.db);
  const heard = sightings.all(hospital.pack.site.id).filter(({ source }) => source === 'mdns');
  const texts = heard.flatMap(({ claims }) => [claims.stage ?? '', claims.talosVersion ?? '']);
  expect(texts.filter((text) => text.includes('␀␇␛'))).not.toEqual([]);
  expect(texts.filter((text) => /[<>\p{Cc}\p{Cf}]/u.test(text))).toEqual([]);
});

test('a node is bound by its label and the fingerprint that its console prints', async () => {
  const [node] = hospital.nodes;
  const [slot, otherSlot] = hospital.pack.slots;
  await discovery.handlers['discovery.addTyped']({ typed: node?.address ?? '' }, never);
  const printed = node?.consoleLines().find((line) => line.includes('"fingerprint"')) ?? '';
  const claim = {
    ...{ nodeId: nodes()[0]?.id ?? '', slotId: slot?.id ?? '', labelSerial: slot?.serial ?? '' },
    consoleFingerprint: printed,
    way: 'three-way' as const,
  };
  const identify = identification.handlers['nodes.identify'];
  await expect(identify({ ...claim, slotId: otherSlot?.id ?? '' }, never)).rejects.toThrow(
    'identity-differs',
  );
  expect(await identify(claim, never)).toMatchObject({
    identified: true,
    name: slot?.label,
    slotId: slot?.id,
  });
  expect(ops.map(({ kind }) => kind).filter((kind) => kind !== 'node.found')).toEqual([
    'node.identity-refused',
    'node.identified',
  ]);
  expect(discovery.book.target(claim.nodeId)).toMatchObject({
    fingerprint: node?.fingerprint(),
    credentials: null,
  });
});
