/** Finding and identifying on the simulated site: real sockets, the real node API, a real file; only the pack is handed over. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { nodeForTest } from '../hospital/node/stories/lab-bench.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { type EngineOnSite, openEngineOnSite } from './find-nodes/engine-on-site.ts';

const never = new AbortController().signal;
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({ base: 'own', strangers: true });
});
afterAll(() => hospital.stop());

let engine: EngineOnSite;
let discovery: EngineOnSite['discovery'];
beforeEach(() => {
  hospital.mdns.setTrouble({});
  engine = openEngineOnSite(hospital);
  ({ discovery } = engine);
});
afterEach(() => engine.close());

const serials = () => hospital.pack.slots.map(({ serial }) => serial);
const nodes = () => engine.nodes();
const waiting = () => nodes().filter(({ answer }) => answer === 'waiting');

test('three nodes are found by their beacons alone, each once, with what they say of themselves', async () => {
  discovery.startListening();
  const found = await engine.until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3);
  expect(found.map(({ serial }) => serial?.value)).toEqual(serials());
  expect(found.map(({ fingerprint }) => fingerprint?.value)).toEqual(
    hospital.nodes.map((node) => node.fingerprint()),
  );
  expect(found.map(({ sources }) => sources)).toEqual(found.map(() => ['node', 'mdns']));
  expect(found.map(({ candidateSlotIds }) => candidateSlotIds)).toEqual(
    hospital.pack.slots.map(({ id }) => [id]),
  );
  await discovery.stop();
  expect(engine.ops.map(({ kind, body }) => [kind, body.serial])).toEqual(
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
  await engine.until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3);
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
  const op = engine.ops.find(({ kind }) => kind === 'sweep.performed');
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
    engine.until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3),
  ]);
  expect(nodes().length).toBe(3);
  expect(nodes()[0]?.sources).toEqual(['node', 'mdns', 'sweep', 'typed']);
});

test('hostile beacons are shown harmless and hide no node', async () => {
  const trouble = { controlCharacters: true, markup: true, rightToLeft: true, compressionLoop: true };
  hospital.mdns.setTrouble(trouble);
  discovery.startListening();
  const found = await engine.until((list) => list.filter(({ answer }) => answer === 'waiting').length === 3);
  expect(found.map(({ serial }) => serial?.value)).toEqual(serials());
  await discovery.stop();
  const { sightings } = engine.store;
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
  const identify = engine.handlers['nodes.identify'];
  await expect(identify({ ...claim, slotId: otherSlot?.id ?? '' }, never)).rejects.toThrow(
    'identity-differs',
  );
  expect(await identify(claim, never)).toMatchObject({
    identified: true,
    name: slot?.label,
    slotId: slot?.id,
  });
  expect(engine.ops.map(({ kind }) => kind).filter((kind) => kind !== 'node.found')).toEqual([
    'node.identity-refused',
    'node.identified',
  ]);
  expect(discovery.book.target(claim.nodeId)).toMatchObject({
    fingerprint: node?.fingerprint(),
    credentials: null,
  });
});
