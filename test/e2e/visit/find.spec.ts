/** On site: the quiet ways to find nodes first, the loud one last, and strangers told apart in words. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { NodeAnswerKind } from '../../../shared/domain/discovery/sighting.ts';
import { failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { SITE_ID } from '../../hospital/pack/build-pack.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { prepared } from './so-far.ts';

test('three nodes appear by what they announce, each with what it says of itself', async () => {
  await using site = await openVisit({ hasBeacons: true });
  await prepared(site);
  const { visit, page, machines, hospital } = site;
  await visit.place('nodes');
  await visit.waitForNodes(machines.length);
  await expect(page.getByText(words('discovery.listen.on', { interfaces: 'lo 127.0.0.1' }))).toBeVisible();
  await expect(page.getByText(words('discovery.listen.heard', { heard: 3 }))).toBeVisible();
  for (const machine of machines) {
    const card = visit.card(machine.serial);
    await expect(card.getByText(words('discovery.answer.waiting')).first()).toBeVisible();
    await expect(card).toContainText(words('discovery.candidate', { count: 1, labels: [machine.label] }));
    await card.getByRole('button', { name: new RegExp(`^${words('discovery.facts')}`) }).click();
    await expect(card).toContainText(machine.fingerprint.replace(/=$/, '').slice(0, 4));
    await expect(card).toContainText(words('discovery.source.mdns'));
  }
  const nodes = await site.ask('discovery.nodes', {});
  expect(nodes.map(({ serial }) => serial?.value)).toEqual(machines.map(({ serial }) => serial));
  expect(nodes.map(({ fingerprint }) => fingerprint?.value)).toEqual(
    machines.map(({ fingerprint }) => fingerprint),
  );
  expect(nodes.flatMap(({ sources }) => sources)).not.toContain('sweep');
  expect(hospital.medicalDevices.touches).toEqual([]);
});

test('hostile announcements are shown harmless, break nothing and hide no node', async () => {
  await using site = await openVisit({
    nodes: 2,
    hasBeacons: true,
    // What it announces is all that is known of a node whose own answers are garbage.
    misbehave: { 'lab-edge-02': { garbage: true } },
  });
  const { visit, page, machines, hospital } = site;
  page.on('dialog', () => {
    throw new Error('something of a beacon ran');
  });
  hospital.mdns.setTrouble({
    ...{ controlCharacters: true, markup: true, rightToLeft: true, longText: true, compressionLoop: true },
  });
  await prepared(site);
  await visit.place('nodes');
  await visit.waitForNodes(1);
  await expect(visit.card(machines[0]?.serial ?? '')).toBeVisible();
  const odd = page.getByRole('listitem').filter({ hasText: hospital.node('lab-edge-02').address });
  await odd.getByRole('button', { name: new RegExp(`^${words('discovery.facts')}`) }).click();
  // The characters of control as their pictures, the markup as characters that only look like it.
  await expect(odd).toContainText('v1.13.9␀␇␛');
  await expect(odd).toContainText('‹img src');
  const shown = await page.getByRole('main').textContent();
  expect(shown?.match(/[\p{Cc}\p{Cf}]/gu) ?? []).toEqual([]);
  expect(await page.locator('img').count()).toBe(0);
  await expect.poll(() => visit.overflow()).toEqual([]);

  // A packet that is larger than any may be is not read at all, and what was heard before stays.
  hospital.mdns.setTrouble({ oversized: true });
  await visit.place('visit');
  await visit.place('nodes');
  await expect(visit.card(machines[0]?.serial ?? '')).toBeVisible();
  expect((await site.ask('discovery.nodes', {})).length).toBe(2);
});

test('a typed address is asked once, and what is wrong with it is said', async () => {
  await using site = await openVisit({ strangers: true });
  await prepared(site);
  const { visit, page, machines, hospital } = site;
  const { nodes, foreignNode, unknownMachine, medicalDevices } = hospital.addresses;
  await visit.place('nodes');
  await expect(page.getByText(words('discovery.empty.title'))).toBeVisible();

  await visit.typeAddress(nodes[0]?.address ?? '');
  const card = visit.card(machines[0]?.serial ?? '');
  await expect(card.getByText(words('discovery.answer.waiting')).first()).toBeVisible();
  await visit.typeAddress(foreignNode.address);
  await seenAs(site, foreignNode.address, 'foreign');
  await visit.typeAddress(unknownMachine.address);
  await seenAs(site, unknownMachine.address, 'not-talos');

  // On loopback there is no address where nobody is, only closed ports.
  const closed = `${hospital.addresses.base}.40`;
  await visit.typeAddress(closed);
  await seenAs(site, closed, 'closed');
  await visit.typeAddress('10.20.4');
  await expect(page.getByText(failureCodes['address-unreadable'])).toBeVisible();
  const address = medicalDevices[0]?.address ?? '';
  await visit.typeAddress(address);
  await expect(visit.failure({ code: 'address-excluded', facts: { address } })).toContainText(
    failureCodes['address-excluded'],
  );
  expect(hospital.medicalDevices.touches).toEqual([]);
});

test('a sweep finds every node and two strangers, keeps to what is allowed, and is on record', async () => {
  await using site = await openVisit({ strangers: true });
  await prepared(site);
  await site.ask('settings.write', { sweepPace: 'normal' });
  const { visit, page, machines, hospital } = site;
  const { base, foreignNode, unknownMachine, excluded } = hospital.addresses;
  await visit.place('nodes');
  await visit.sweep(`${base}.0/24`);
  await expect(page.getByText(/^Sweep done: .* 4 nodes found\.$/)).toBeVisible();
  for (const { serial } of machines) await expect(visit.card(serial)).toBeVisible();
  await seenAs(site, foreignNode.address, 'foreign');
  await seenAs(site, unknownMachine.address, 'not-talos');
  await expect(page.getByRole('link', { name: /^Identify / })).toHaveCount(machines.length);

  expect(hospital.medicalDevices.touches).toEqual([]);
  await expect.poll(() => site.consoleKinds()).toContain('sweep.performed');
  const ops = await hospital.console.ops(SITE_ID);
  const swept = ops.find(({ op }) => op.kind === 'sweep.performed')?.op.body;
  expect(swept).toMatchObject({ range: `${base}.0/24`, ending: 'complete', pace: 'normal' });
  const touched = swept?.touched as readonly string[];
  expect(touched).toEqual(expect.arrayContaining([`${base}.11`, `${base}.12`, `${base}.13`]));
  const protectedOnes = [...excluded.slice(0, 2), ...range(96, 104).map((host) => `${base}.${host}`)];
  expect(touched.filter((address) => protectedOnes.includes(address))).toEqual([]);

  const path = join(site.dataDir, 'for-the-hospital.csv');
  await site.chooseSave(path);
  await page.getByRole('button', { name: new RegExp(`^${words('discovery.sweeps')}`) }).click();
  await page.getByRole('button', { name: new RegExp(`^${words('discovery.sweeps.export')}`) }).click();
  await expect(page.getByText(path)).toBeVisible();
  const log = await readFile(path, 'utf8');
  for (const address of touched) expect(log).toContain(address);
  expect((await readFile(`${path}.minisig`, 'utf8')).length).toBeGreaterThan(0);
});

test('an empty list says why, what was listened on, and where to go on', async () => {
  await using site = await openVisit({ nodes: 1 });
  await prepared(site);
  const { visit, page, machines, hospital } = site;
  await visit.place('nodes');
  const panel = page.getByRole('region', { name: words('discovery.empty.title') });
  await expect(panel.getByRole('listitem').first()).toBeVisible();
  const { diagnosis, interfaces } = await site.ask('discovery.surroundings', {});
  for (const { code } of diagnosis)
    await expect(panel).toContainText(words(`discovery.diagnosis.${code}.what`));
  const heard = panel.getByRole('table', { name: words('discovery.hearing') });
  for (const { name } of interfaces)
    await expect(heard.getByRole('rowheader', { name, exact: true })).toBeVisible();
  await panel
    .getByRole('button', { name: words('discovery.next.type') })
    .first()
    .click();
  await expect(page.getByLabel(words('discovery.typed.label'))).toBeFocused();
  await page.keyboard.type(hospital.addresses.nodes[0]?.address ?? '');
  await page.keyboard.press('Enter');
  await expect(visit.card(machines[0]?.serial ?? '')).toBeVisible();
});

test('a pasted list is asked row by row, and its nodes are on the map and in its table', async () => {
  await using site = await openVisit({ nodes: 2 });
  await prepared(site);
  const { visit, page, hospital } = site;
  const addresses = hospital.addresses.nodes.map(({ address }) => address);
  const excluded = hospital.addresses.medicalDevices[0]?.address ?? '';
  await visit.place('nodes');
  await page.getByRole('radio', { name: words('discovery.ask.list') }).check({ force: true });
  await page
    .getByLabel(words('discovery.list.label'))
    .fill(['Rack;Address', ...addresses.map((address) => `R1;${address}`), `R2;${excluded}`].join('\n'));
  await visit.button(words('discovery.list.act', { count: addresses.length + 2 })).click();
  const result = page.getByRole('table', { name: words('discovery.list.result') });
  const row = (text: string) => result.getByRole('row').filter({ hasText: text });
  for (const address of addresses) {
    await expect(row(address)).toContainText(words('discovery.list.outcome.node'));
  }
  await expect(row(excluded)).toContainText(words('discovery.list.outcome.excluded'));
  expect(hospital.medicalDevices.touches).toEqual([]);

  const nodes = await site.ask('discovery.nodes', {});
  await page.getByRole('radio', { name: words('discovery.view.map'), exact: true }).check({ force: true });
  const map = page.getByRole('region', { name: words('discovery.map.title') });
  for (const { name } of nodes) await expect(map.getByRole('button', { name })).toBeVisible();
  await page.getByRole('radio', { name: words('discovery.view.table') }).check({ force: true });
  const table = page.getByRole('table', { name: words('discovery.map.title') });
  for (const address of addresses) await expect(table).toContainText(address);
  await table.getByRole('button', { name: nodes[0]?.name ?? '' }).click();
  await expect(page.getByRole('heading', { level: 3, name: nodes[0]?.name ?? '' })).toBeFocused();
});

/** A machine that is none of ours: named as such, with what it means, and nothing to do with it. */
async function seenAs(
  { visit, ask }: OpenVisit,
  address: string,
  answer: Extract<NodeAnswerKind, 'foreign' | 'not-talos' | 'closed'>,
): Promise<void> {
  const card = visit.page.getByRole('listitem').filter({ hasText: address });
  await expect(card.getByText(words(`discovery.answer.${answer}`)).first()).toBeVisible();
  await expect(card).toContainText(words(`discovery.explain.${answer}`));
  await expect(card.getByRole('link')).toHaveCount(0);
  const nodes = await ask('discovery.nodes', {});
  expect(nodes.find((node) => node.address === address)?.answer).toBe(answer);
}

function range(from: number, before: number): readonly number[] {
  return Array.from({ length: before - from }, (_, index) => from + index);
}
