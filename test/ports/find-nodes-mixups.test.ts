/** A mix-up of two boxes is impossible: every one that the simulated site can play, on real sockets and terminals. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IdentityComparison, LockWay, NodeView } from '../../shared/domain/nodes/node-view.ts';
import { labHardware } from '../hospital/node/lab-hardware.ts';
import type { LabNode } from '../hospital/node/lab-node.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { type EngineOnSite, openEngineOnSite } from './find-nodes/engine-on-site.ts';

const NO_UUID = '00000000-0000-0000-0000-000000000000';
const never = new AbortController().signal;
const name = (number: number) => `lab-edge-${String(number).padStart(2, '0')}`;
const serialOf = (number: number) => labHardware(number - 1).serial;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    base: 'own',
    nodes: 13,
    serial: true,
    timeScale: 40,
    boxes: {
      [name(4)]: { uuid: labHardware(2).uuid },
      [name(5)]: { uuid: NO_UUID, label: serialOf(2) },
      [name(6)]: { uuid: NO_UUID },
      [name(9)]: { serial: 'SPARE-4711' },
    },
    profiles: { [name(7)]: 'siderolink-only', [name(13)]: 'cfg13' },
    addressOf: { [name(12)]: name(11) },
    // The plan leaves open which machine comes into the eighth place.
    changePack: (pack) => ({
      ...pack,
      slots: pack.slots.map(({ serial, ...slot }) =>
        slot.id === name(8) || serial === undefined ? slot : { ...slot, serial },
      ),
    }),
  });
});
afterAll(() => hospital?.stop());

let engine: EngineOnSite;
beforeEach(() => {
  engine = openEngineOnSite(hospital);
});
afterEach(() => engine.close());

const lab = (number: number): LabNode => hospital.node(name(number));
const look = async (address: string): Promise<NodeView> => {
  const node = await engine.handlers['discovery.addTyped']({ typed: address }, never);
  if (node === null) throw new Error(`nobody is at ${address}`);
  return node;
};
const refresh = (nodeId: string) => engine.handlers['discovery.refresh']({ nodeId }, never);

interface Read {
  readonly slot: number;
  readonly label: string;
  readonly console: string;
  readonly way?: LockWay;
}
/** What a person gives for a place of the plan; the box's own label and console unless said otherwise. */
const claim = (node: Pick<NodeView, 'id'>, box: number, read: Partial<Read> = {}) => ({
  ...{ nodeId: node.id, slotId: name(read.slot ?? box), way: read.way ?? ('three-way' as const) },
  labelSerial: read.label ?? lab(box).label,
  consoleFingerprint: read.console ?? lab(box).fingerprint(),
});
const compare = (given: ReturnType<typeof claim>): IdentityComparison =>
  engine.handlers['nodes.compare'](given, never) as IdentityComparison;
const identify = (given: ReturnType<typeof claim>) => engine.handlers['nodes.identify'](given, never);

/** Stopped: the comparison says so and why, the act is refused and on record with it, and nothing is bound. */
async function stops(given: ReturnType<typeof claim>, causes: IdentityComparison['causes']): Promise<void> {
  const before = engine.bindings();
  expect(compare(given)).toMatchObject({ verdict: 'differs', causes });
  await expect(identify(given)).rejects.toThrow('identity-differs');
  const { nodeId, slotId } = given;
  const body = { nodeId, slotId, reason: 'differs', causes };
  expect(engine.ops.at(-1)).toMatchObject({ kind: 'node.identity-refused', body });
  expect(engine.bindings()).toEqual(before);
}

/** What is bound, as the place and what is listed there. */
const bound = () =>
  engine
    .nodes()
    .flatMap(({ slotId, serial, identified }) =>
      slotId === null ? [] : [[slotId, serial?.value, identified]],
    );

async function readCable(number: number): Promise<string> {
  const path = hospital.serial[number - 1]?.path ?? '';
  await engine.handlers['serial.open']({ path });
  await expect.poll(() => hospital.serial[number - 1]?.isRead).toBe(true);
  return path;
}

test('two consoles whose cables are swapped stop, and each is listed with the node that really prints on it', async () => {
  hospital.serial[0]?.plugInto(lab(2));
  hospital.serial[1]?.plugInto(lab(1));
  const [first, second] = [await look(lab(1).address), await look(lab(2).address)];
  const [firstPort, secondPort] = [await readCable(1), await readCable(2)];
  for (const number of [1, 2]) await lab(number).renewCertificate();
  for (const { id } of [first, second]) await refresh(id);
  const ports = () => [first, second].map(({ id }) => engine.book.get(id).consolePort);
  await engine.until(() => ports().every((port) => port !== null));
  expect(ports()).toEqual([secondPort, firstPort]);
  expect(engine.nodes().length).toBe(2);
  // As read on the port that is thought to be the first node's.
  await stops(claim(first, 1, { console: lab(2).fingerprint() }), ['console-of-other-node']);
  await stops(claim(second, 2, { console: lab(1).fingerprint() }), ['console-of-other-node']);
  expect(bound()).toEqual([]);
  // By its own console, wherever that is plugged in, it is the first node.
  await identify(claim(first, 1, { console: '' }));
  const read = { how: 'read', port: secondPort, fingerprint: lab(1).fingerprint() };
  expect(engine.ops.at(-1)).toMatchObject({ kind: 'node.identified', body: { console: read } });
});

test('two boards with one UUID stay two machines, and neither is taken for the other', async () => {
  engine.discovery.startListening();
  const listed = () =>
    [3, 4].map((number) => engine.nodes().find(({ address }) => address === lab(number).address));
  await engine.until(() => listed().every((node) => node?.answer === 'waiting'));
  const [third, fourth] = listed();
  if (third === undefined || fourth === undefined) throw new Error('not listed');
  expect([third, fourth].map(({ id }) => id)).toEqual(
    [3, 4].map((number) => `serial:${serialOf(number).replaceAll('-', '')}`),
  );
  expect([third, fourth].map(({ candidateSlotIds }) => candidateSlotIds)).toEqual([[name(3)], [name(4)]]);
  await stops(claim(fourth, 3), ['cables-swapped', 'console-of-other-node']);
  await stops(claim(third, 3, { console: lab(4).fingerprint() }), ['console-of-other-node']);
  await identify(claim(third, 3));
  await identify(claim(fourth, 4));
  expect(bound()).toEqual([3, 4].map((number) => [name(number), serialOf(number), true]));
  await expect(identify(claim(fourth, 4, { slot: 3 }))).rejects.toThrow('slot-taken');
  expect(engine.ops.at(-1)).toMatchObject({ kind: 'node.identity-refused', body: { reason: 'slot-taken' } });
});

test('boards without a UUID are told apart by their serial numbers, and a wrong sticker stops', async () => {
  const [fifth, sixth] = [await look(lab(5).address), await look(lab(6).address)];
  expect([fifth.uuid, sixth.uuid]).toEqual([null, null]);
  expect(engine.nodes().map(({ serial }) => serial?.value)).toEqual([serialOf(5), serialOf(6)]);
  // The fifth box wears the sticker of the second: read for its own place, and for that of its sticker.
  expect(lab(5).label).toBe(serialOf(2));
  await stops(claim(fifth, 5), ['label-of-other-slot']);
  await stops(claim(fifth, 5, { slot: 2 }), ['cables-swapped']);
  await identify(claim(sixth, 6));
  await identify(claim(fifth, 5, { label: serialOf(5) }));
  expect(bound()).toEqual([5, 6].map((number) => [name(number), serialOf(number), true]));
});

test('a node that SideroLink manages is named by its beacon and its console, asked nothing, and bound to nothing', async () => {
  engine.discovery.startListening();
  const omni = () => engine.nodes().filter(({ managed }) => managed?.by === 'omni');
  await engine.until(() => omni().length > 0);
  expect(omni()).toMatchObject([{ address: lab(7).address, managed: { signs: ['siderolink-in-beacon'] } }]);
  const port = await readCable(7);
  lab(7).powerCycle();
  const both = ['siderolink-in-beacon', 'siderolink-on-console'];
  await engine.until(() => omni()[0]?.managed?.signs.length === 2);
  await engine.until(() => omni()[0]?.consoleFingerprint != null);
  const [node] = omni();
  expect(omni()).toMatchObject([
    { consolePort: port, candidateSlotIds: [], managed: { signs: [...both].sort() } },
  ]);
  if (node === undefined) throw new Error('not listed');
  for (const way of ['three-way', 'serial-alone'] as const)
    await expect(identify(claim(node, 7, { way }))).rejects.toThrow('node-managed-elsewhere');
  expect(engine.bindings()).toEqual([]);
  expect(engine.ops.filter(({ kind }) => kind.startsWith('node.ident'))).toEqual([]);
  // Its console names an address in the overlay, which is none of ours to ask.
  const asked = engine.store.sightings.all(hospital.pack.site.id).filter(({ source }) => source === 'node');
  expect(asked.filter(({ address }) => address.startsWith('fdae'))).toEqual([]);
});

test('an exchanged machine is another one: its place is released with a reason, and only then taken anew', async () => {
  const old = await look(lab(8).address);
  await identify(claim(old, 8));
  const cable = await readCable(8);
  await restart(8, (box) => box.exchange(labHardware(40)));
  await engine.until(() => engine.nodes().some(({ consoleFingerprint }) => consoleFingerprint !== null));
  const spare = await look(lab(8).address);
  const { serial } = labHardware(40);
  expect(spare).toMatchObject({ serial: { value: serial }, slotId: null, consolePort: cable });
  // The place still has its old machine, and nothing of that one's lock counts for the new one.
  expect(bound()).toEqual([[name(8), serialOf(8), true]]);
  expect(engine.book.get(old.id)).toMatchObject({ answer: 'silent', consolePort: null });
  expect(engine.book.target(old.id).address).toBe(old.address);
  expect(engine.book.target(old.id).fingerprint).not.toBe(lab(8).fingerprint());
  expect(compare(claim(spare, 8, { label: serialOf(8) }))).toMatchObject({ causes: ['machine-exchanged'] });
  await expect(identify(claim(spare, 8))).rejects.toThrow('slot-taken');
  expect(engine.ops.at(-1)).toMatchObject({ kind: 'node.identity-refused', body: { reason: 'slot-taken' } });
  const reason = 'power supply dead, replaced by a spare';
  await engine.handlers['nodes.release']({ slotId: name(8), reason }, never);
  const freed = { nodeId: old.id, slotId: name(8), serial: serialOf(8).replaceAll('-', ''), reason };
  expect(engine.ops.at(-1)).toMatchObject({ kind: 'node.released', body: freed });
  // The sticker of the box that was taken away.
  await stops(claim(spare, 8, { label: serialOf(8) }), ['cables-swapped']);
  await identify(claim(spare, 8));
  expect(bound()).toEqual([[name(8), serial, true]]);
});

test('a machine that the plan does not know is not bound to the place whose address it has', async () => {
  const spare = await look(lab(9).address);
  expect(spare.candidateSlotIds).toEqual([]);
  await stops(claim(spare, 9), ['machine-exchanged']);
  await stops(claim(spare, 9, { label: serialOf(9) }), ['cables-swapped']);
});

test('a certificate that is renewed between reading and confirming stops, and counts once it is read anew', async () => {
  const node = await look(lab(10).address);
  await readCable(10);
  const given = claim(node, 10);
  expect(compare(given)).toMatchObject({ verdict: 'agrees', causes: [] });
  await lab(10).renewCertificate();
  await expect(identify(given)).rejects.toThrow('identity-differs');
  const causes = ['certificate-renewed', 'console-of-other-node'];
  expect(engine.ops.at(-1)).toMatchObject({ kind: 'node.identity-refused', body: { causes } });
  expect(engine.bindings()).toEqual([]);
  await engine.until(() => engine.nodes()[0]?.consoleFingerprint?.value === lab(10).fingerprint());
  await identify(claim(node, 10, { console: '' }));
  expect(bound()).toEqual([[name(10), serialOf(10), true]]);
  // Once more while it waits: the lock no longer holds, and the same pair renews it.
  await lab(10).renewCertificate();
  await refresh(node.id);
  expect(bound()).toEqual([[name(10), serialOf(10), false]]);
  expect(engine.book.target(node.id).fingerprint).not.toBe(lab(10).fingerprint());
  await identify(claim(node, 10));
  expect(bound()).toEqual([[name(10), serialOf(10), true]]);
});

test('with another address from DHCP a node is the same one, and confirmed anew', async () => {
  const node = await look(lab(2).address);
  await identify(claim(node, 2));
  const [old, next] = [lab(2).address, `${hospital.addresses.base}.45`];
  await lab(2).takeLease(next);
  await refresh(node.id);
  const moved = await look(next);
  expect(engine.nodes()).toEqual([moved]);
  expect(moved).toMatchObject({ id: node.id, address: next, slotId: name(2), identified: false });
  // Who gets its old address does not get its lock.
  await lab(1).takeLease(old);
  const other = await look(old);
  expect(other).toMatchObject({ serial: { value: serialOf(1) }, slotId: null });
  await stops(claim(other, 1, { label: serialOf(2), console: lab(2).fingerprint() }), [
    ...(['label-of-other-slot', 'console-of-other-node'] as const),
  ]);
  await identify(claim(moved, 2));
  expect(bound()).toEqual([[name(2), serialOf(2), true]]);
  for (const number of [1, 2])
    await lab(number).takeLease(hospital.addresses.nodes[number - 1]?.address ?? '');
});

test('of two nodes at one address only the one that answers can be bound, and both are told to be in conflict', async () => {
  const { address } = lab(11);
  const first = await look(address);
  await hospital.letAnswer(name(12));
  const second = await look(address);
  await hospital.letAnswer(name(11));
  await look(address);
  expect(second.id).not.toBe(first.id);
  expect(engine.nodes().map(({ places }) => places.map(({ isContested }) => isContested))).toEqual([
    ...[[true], [true]],
  ]);
  await hospital.letAnswer(name(12));
  await expect(identify(claim(first, 11))).rejects.toThrow('certificate-changed');
  const refused = { kind: 'node.identity-refused', body: { reason: 'another-answers' } };
  expect(engine.ops.at(-1)).toMatchObject(refused);
  await stops(claim(second, 11), ['cables-swapped', 'typing-slip', 'console-of-other-node']);
  expect(engine.bindings()).toEqual([]);
  await identify(claim(second, 12));
  await hospital.letAnswer(name(11));
  await refresh(first.id);
  // Whatever answers there now: what is written to the second one must find the second one's certificate.
  expect(engine.book.target(second.id).fingerprint).toBe(lab(12).fingerprint());
  await identify(claim(first, 11));
  expect(bound().sort()).toEqual([11, 12].map((number) => [name(number), serialOf(number), true]));
});

test('a re-imaged node is the same box, and what was confirmed of it before counts no more', async () => {
  const node = await look(lab(13).address);
  expect(node).toMatchObject({ answer: 'ours', serial: { value: serialOf(13) } });
  await identify(claim(node, 13));
  expect(bound()).toEqual([[name(13), serialOf(13), true]]);
  const before = lab(13).fingerprint();
  await restart(13, (box) => box.reimage());
  const again = await look(lab(13).address);
  expect(again).toMatchObject({ id: node.id, answer: 'waiting', slotId: name(13), identified: false });
  expect(engine.book.target(node.id)).toMatchObject({ fingerprint: before, credentials: null });
  await stops(claim(node, 13, { console: before }), ['certificate-renewed', 'console-of-other-node']);
  await identify(claim(node, 13));
  expect(bound()).toEqual([[name(13), serialOf(13), true]]);
});

/** Resolves when it is up again, with another certificate. */
async function restart(number: number, act: (box: LabNode) => void): Promise<void> {
  const before = lab(number).fingerprint();
  act(lab(number));
  await lab(number).until(({ fingerprint, isListening }) => isListening && fingerprint !== before, 10_000);
}
