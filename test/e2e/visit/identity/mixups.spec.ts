/** Boxes, cables and certificates that are mixed up, on one site: each stops in the real app, and is told for what it is. */
import type { Locator } from 'playwright';
import { expect, test } from 'playwright/test';
import type { DifferenceCause, NodeView } from '../../../../shared/domain/nodes/node-view.ts';
import { failureCodes } from '../../../../shared/failure/failure.ts';
import { words } from '../../../../shared/words/words.ts';
import { labHardware } from '../../../hospital/node/lab-hardware.ts';
import type { LabNode } from '../../../hospital/node/lab-node.ts';
import { SITE_ID } from '../../../hospital/pack/build-pack.ts';
import type { Machine } from '../../pages/visit.ts';
import { type OpenVisit, openVisit } from '../open-visit.ts';
import { identify, prepared } from '../so-far.ts';

const [SWAPPED, OTHER, TWIN, CLONE, OMNI, EXCHANGED, CABLE_ONLY] = [1, 2, 3, 4, 5, 6, 7] as const;
const nodeName = (number: number) => `lab-edge-0${number}`;

let site: OpenVisit;
test.beforeAll(async () => {
  site = await openVisit({
    nodes: 7,
    serial: true,
    hasBeacons: true,
    boxes: { [nodeName(CLONE)]: { uuid: labHardware(TWIN - 1).uuid } },
    profiles: { [nodeName(OMNI)]: 'siderolink-only' },
    misbehave: { [nodeName(CABLE_ONLY)]: { closed: true } },
    // The plan leaves open which machine comes into this place.
    changePack: (pack) => ({
      ...pack,
      slots: pack.slots.map(({ serial, ...slot }) =>
        slot.id === nodeName(EXCHANGED) || serial === undefined ? slot : { ...slot, serial },
      ),
    }),
  });
  await prepared(site);
  await expect.poll(async () => (await site.ask('discovery.nodes', {})).length).toBe(6);
});
test.afterAll(() => site[Symbol.asyncDispose]());

test('a console whose cable is in the other node stops, with what the sides say and the usual cause', async () => {
  const { visit, page, hospital } = site;
  const first = machine(SWAPPED);
  hospital.serial[SWAPPED - 1]?.plugInto(lab(OTHER));
  hospital.serial[OTHER - 1]?.plugInto(lab(SWAPPED));
  const port = await connect(SWAPPED);
  await lab(OTHER).renewCertificate();
  const other = await known(OTHER);
  await site.ask('discovery.refresh', { nodeId: other.id });
  await visit.openIdentify(first);
  await choose(first);
  await page.getByLabel(words('identify.label')).fill(first.serial);
  const cable = page.getByRole('radio', { name: new RegExp(`^Read from ${port}`) });
  await cable.check({ force: true });
  await expect(page.getByText(words('identify.console.other', { name: other.name }))).toBeVisible();
  await expect(visit.agreement('serial')).toContainText(words('identify.agrees.yes'));
  await expect(visit.agreement('fingerprint')).toContainText(words('identify.agrees.no'));
  const table = page.getByRole('table', { name: words('identify.compare') });
  for (const side of ['box', 'wire', 'console'] as const)
    await expect(table.getByRole('columnheader', { name: words(`identify.column.${side}`) })).toBeVisible();
  const sides = await stopsFor('console-of-other-node');
  await expect(sides).toContainText(grouped(lab(SWAPPED).fingerprint()));
  await expect(sides).toContainText(grouped(lab(OTHER).fingerprint()));
  await refused(first, 'console-of-other-node');
  expect((await known(SWAPPED)).identified).toBe(false);
});

test('two boards with one UUID stay two machines, and each takes only its own place', async () => {
  const { visit, page } = site;
  const [twin, clone] = [machine(TWIN), machine(CLONE)];
  const [one, two] = [await known(TWIN), await known(CLONE)];
  expect(one.id).not.toBe(two.id);
  expect([one, two].map(({ uuid }) => uuid?.value)).toEqual(Array(2).fill(labHardware(TWIN - 1).uuid));
  await visit.place('nodes');
  for (const { serial } of [twin, clone]) await expect(visit.card(serial)).toHaveCount(1);
  await visit.openIdentify(twin);
  await visit.readIdentity({ ...twin, label: clone.label });
  await stopsFor('label-of-other-slot');
  await visit.button(words('identify.act', { label: clone.label })).click();
  const facts = { slot: clone.label, what: 'serial' } as const;
  await expect(visit.failure({ code: 'identity-differs', facts })).toBeVisible();
  expect((await known(TWIN)).identified).toBe(false);
  await visit.readIdentity(twin);
  await visit.confirmIdentity(twin);
  expect([await known(TWIN), await known(CLONE)].map(({ slotId }) => slotId)).toEqual([nodeName(TWIN), null]);
  await expect(page.getByText(words('identify.done', { label: twin.label })).first()).toBeVisible();
});

test('a certificate that is renewed between reading and confirming stops, and can be read again', async () => {
  const { visit } = site;
  const clone = machine(CLONE);
  await visit.openIdentify(clone);
  await visit.readIdentity(clone);
  for (const row of ['serial', 'fingerprint'] as const)
    await expect(visit.agreement(row)).toContainText(words('identify.agrees.yes'));
  await lab(CLONE).renewCertificate();
  await refused(clone, 'certificate-renewed');
  await stopsFor('certificate-renewed');
  await visit.readIdentity(machine(CLONE));
  await expect(visit.agreement('fingerprint')).toContainText(words('identify.agrees.yes'));
  await visit.confirmIdentity(clone);
  expect(await known(CLONE)).toMatchObject({ identified: true, lock: 'three-way', slotId: nodeName(CLONE) });
});

test('a node that SideroLink manages is named, and nothing is offered for it', async () => {
  const { visit, page } = site;
  const node = await known(OMNI);
  expect(node.managed).toEqual({ by: 'omni', signs: ['siderolink-in-beacon'] });
  await visit.place('nodes');
  const card = visit.card(lab(OMNI).address);
  await expect(card.getByText(words('discovery.managed.by.omni')).first()).toBeVisible();
  await expect(card.getByRole('link', { name: /^(Identify|Provision) / })).toHaveCount(0);
  await goToIdentify(node);
  await expect(visit.title(words('identify.managed', { name: node.name }))).toBeVisible();
  await expect(page.getByText(words('identify.sign.siderolink-in-beacon'))).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.getByRole('radio')).toHaveCount(0);
  await expect(main.getByRole('button', { name: /^Confirm / })).toHaveCount(0);
  await expect(site.ask('provisioning.plan', { nodeId: node.id })).rejects.toThrow('not-identified');
});

test('an exchanged machine: its place is released with a reason, and then the new box is identified', async () => {
  const { visit, page, hospital } = site;
  const old = await known(EXCHANGED);
  await identify(site, EXCHANGED - 1, old.id);
  await restart(EXCHANGED, (box) => box.exchange(labHardware(40)));
  await site.ask('discovery.addTyped', { typed: old.address });
  const spare = machine(EXCHANGED);
  expect(spare.serial).toBe(labHardware(40).serial);
  await visit.openIdentify(spare);
  await expect(choice(spare)).toHaveCount(0);
  await page.getByRole('button', { name: words('identify.release'), exact: true }).click();
  await choose(spare);
  const reason = 'power supply dead, replaced by a spare';
  await page.getByLabel(words('identify.release.reason')).fill(reason);
  await visit.button(words('identify.release.actOf', { label: spare.label })).click();
  await expect(page.getByText(words('identify.release.done', { label: spare.label }))).toBeVisible();
  await visit.readIdentity(spare);
  await visit.confirmIdentity(spare);
  expect(await known(EXCHANGED)).toMatchObject({ slotId: nodeName(EXCHANGED), lock: 'three-way' });
  await expect.poll(() => site.consoleKinds()).toContain('node.released');
  const released = (await hospital.console.ops(SITE_ID)).find(({ op }) => op.kind === 'node.released')?.op;
  expect(released?.body).toMatchObject({ nodeId: old.id, slotLabel: spare.label, reason });
});

test('a node without a network way is locked by its console alone, is marked so, and is not provisioned', async () => {
  const { visit, page, hospital } = site;
  const port = await connect(CABLE_ONLY);
  await restart(CABLE_ONLY, (box) => box.powerCycle());
  const byCable = async () =>
    (await site.ask('discovery.nodes', {})).find(({ consolePort }) => consolePort === port);
  await expect
    .poll(async () => (await byCable())?.consoleFingerprint?.value)
    .toBe(lab(CABLE_ONLY).fingerprint());
  const node = await byCable();
  if (node === undefined) throw new Error('its console was not read');
  const { label, serial } = machine(CABLE_ONLY);
  await goToIdentify(node);
  await page.getByRole('checkbox', { name: words('identify.alone.tick') }).check({ force: true });
  await choose({ label });
  await page.getByLabel(words('identify.label')).fill(serial);
  await page.getByRole('radio', { name: new RegExp(`^Read from ${port}`) }).check({ force: true });
  await visit.button(words('identify.act.alone', { label })).click();
  await visit.place('nodes');
  const card = visit.card(words('discovery.lock.serial-alone'));
  await expect(card).toHaveCount(1);
  await expect(card).toContainText(label);
  const bound = (await site.ask('discovery.nodes', {})).find(({ slotId }) => slotId === nodeName(CABLE_ONLY));
  const nodeId = bound?.id ?? '';
  expect(bound).toMatchObject({ identified: true, lock: 'serial-alone' });
  await expect(site.ask('provisioning.plan', { nodeId })).rejects.toThrow('not-identified');
  // With its network cable in, it must still be compared before anything is planned for it.
  await hospital.node(nodeName(CABLE_ONLY)).misbehave({});
  await site.ask('discovery.addTyped', { typed: lab(CABLE_ONLY).address });
  await expect(site.ask('provisioning.plan', { nodeId })).rejects.toThrow('not-identified');
  await identify(site, CABLE_ONLY - 1, nodeId);
  expect((await site.ask('provisioning.plan', { nodeId })).hash).toMatch(/^[0-9a-f]{64}$/);
});

function lab(number: number): LabNode {
  return site.hospital.node(nodeName(number));
}

/** What a person reads off this box now. */
function machine(number: number): Machine {
  const read = site.machines[number - 1];
  if (read === undefined) throw new Error(`there is no box ${number}`);
  return read;
}

/** The node that is listed at the address of this box. */
async function known(number: number): Promise<NodeView> {
  const nodes = await site.ask('discovery.nodes', {});
  const found = nodes.find(({ address, presence }) => address === lab(number).address && presence === 'here');
  if (found === undefined) throw new Error(`${nodeName(number)} is not listed`);
  return found;
}

function choice({ label }: Pick<Machine, 'label'>): Locator {
  return site.page.getByRole('radio', { name: new RegExp(`^${label}`) });
}

async function choose(of: Pick<Machine, 'label'>): Promise<void> {
  await choice(of).check({ force: true });
}

/** Opens the serial port of this number, whatever its cable is in. Gives its path. */
async function connect(number: number): Promise<string> {
  const port = site.hospital.serial[number - 1];
  if (port === undefined) throw new Error(`there is no port ${number}`);
  await site.ask('serial.open', { path: port.path });
  await expect.poll(() => port.isRead).toBe(true);
  return port.path;
}

/** The stop on the screen, with these causes and the first of them first. */
async function stopsFor(...causes: readonly DifferenceCause[]): Promise<Locator> {
  const stop = site.page.getByRole('region', { name: words('identify.verdict.differs') });
  const told = stop.getByRole('listitem');
  await expect(told.first()).toContainText(words(`identify.cause.${causes[0] ?? 'typing-slip'}`));
  for (const cause of causes.slice(1))
    await expect(told.filter({ hasText: words(`identify.cause.${cause}`) })).toHaveCount(1);
  return stop;
}

/** Pressed all the same, it is refused, and the refusal is on record with its cause. */
async function refused({ label }: Machine, cause: DifferenceCause): Promise<void> {
  const { visit, hospital } = site;
  await visit.button(words('identify.act', { label })).click();
  const facts = { slot: label, what: 'fingerprint' } as const;
  await expect(visit.failure({ code: 'identity-differs', facts })).toContainText(
    failureCodes['identity-differs'],
  );
  const last = async () =>
    (await hospital.console.ops(SITE_ID)).filter(({ op }) => op.kind === 'node.identity-refused').at(-1)?.op
      .body;
  await expect.poll(last).toMatchObject({ slotLabel: label, causes: expect.arrayContaining([cause]) });
}

async function goToIdentify({ id }: NodeView): Promise<void> {
  await site.page.evaluate((nodeId) => {
    location.hash = `/nodes/${encodeURIComponent(nodeId)}/identify`;
  }, id);
}

/** Resolves when it is up again, with another certificate. */
async function restart(number: number, act: (box: LabNode) => void): Promise<void> {
  const before = lab(number).fingerprint();
  act(lab(number));
  await lab(number).until(
    ({ stage, fingerprint }) => stage === 'maintenance' && fingerprint !== before,
    10_000,
  );
}

const grouped = (fingerprint: string) => (fingerprint.match(/.{1,4}/g) ?? []).join(' ');
