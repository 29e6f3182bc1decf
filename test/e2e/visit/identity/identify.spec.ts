/** The right box: label, network and console must agree before anything can be written to a machine. */
import { expect, test } from 'playwright/test';
import { failureCodes } from '../../../../shared/failure/failure.ts';
import { words } from '../../../../shared/words/words.ts';
import { SITE_ID } from '../../../hospital/pack/build-pack.ts';
import { type OpenVisit, openVisit } from '../open-visit.ts';
import { found, identified } from '../so-far.ts';

// One site for all of it: first what is refused and changes nothing, then what is bound.
let site: OpenVisit;
test.beforeAll(async () => {
  site = await openVisit();
});
test.afterAll(() => site[Symbol.asyncDispose]());

test('nothing can be applied to a machine that is not identified', async () => {
  const [node] = await found(site);
  const { page, visit } = site;
  const nodeId = node?.id ?? '';
  await page.evaluate((id) => {
    location.hash = `/nodes/${encodeURIComponent(id)}/provision`;
  }, nodeId);
  await expect(page.getByText(words('provisioning.notIdentified'))).toBeVisible();
  await expect(page.getByText(words('provisioning.notIdentified.text'))).toBeVisible();
  await expect(page.getByRole('button', { name: /^Apply to / })).toHaveCount(0);
  await expect(site.ask('provisioning.plan', { nodeId })).rejects.toThrow('not-identified');
  const planHash = '0'.repeat(64);
  await expect(site.ask('provisioning.start', { nodeId, planHash })).rejects.toThrow('not-identified');
  expect(await site.ask('provisioning.list', {})).toEqual([]);
  await visit.link(words('provisioning.act.identify', { name: node?.name ?? '' })).click();
  await expect(visit.title(words('identify.title', { name: node?.name ?? '' }))).toBeVisible();
});

test('a wrong serial number stops, with the difference marked', async () => {
  await found(site);
  const { visit, page } = site;
  const { first } = twoMachines(site);
  const wrong = `${first.serial.slice(0, -1)}${first.serial.endsWith('7') ? '1' : '7'}`;
  await visit.openIdentify(first);
  await visit.readIdentity({ ...first, serial: wrong });
  await expect(visit.agreement('serial')).toContainText(words('identify.agrees.no'));
  await expect(visit.agreement('serial').locator('mark').first()).toHaveText(wrong.slice(-1));
  await expect(visit.agreement('fingerprint')).toContainText(words('identify.agrees.yes'));
  await expect(page.getByText(words('identify.verdict.differs'))).toBeVisible();
  await visit.button(words('identify.act', { label: first.label })).click();
  const facts = { slot: first.label, what: 'serial' } as const;
  await expect(visit.failure({ code: 'identity-differs', facts })).toContainText(
    failureCodes['identity-differs'],
  );
  await nothingBound(1);
});

test('the fingerprint of the neighbour’s screen stops', async () => {
  await found(site);
  const { visit, page } = site;
  const { first, second } = twoMachines(site);
  await visit.openIdentify(first);
  await visit.readIdentity({ ...first, fingerprint: second.fingerprint });
  await expect(visit.agreement('fingerprint')).toContainText(words('identify.agrees.no'));
  await expect(visit.agreement('fingerprint').locator('mark')).not.toHaveCount(0);
  await expect(page.getByText(words('identify.verdict.differs'))).toBeVisible();
  await visit.button(words('identify.act', { label: first.label })).click();
  const facts = { slot: first.label, what: 'fingerprint' } as const;
  await expect(visit.failure({ code: 'identity-differs', facts })).toContainText(
    words('failure.identity-differs.means', facts),
  );
  await nothingBound(2);
  // What was typed is not lost over the refusal.
  await expect(page.getByLabel(words('identify.label'))).toHaveValue(first.serial);
});

test('when all three agree the machine is locked to its place, and the others are not', async () => {
  await found(site);
  const { visit, page } = site;
  const { second } = twoMachines(site);
  await visit.openIdentify(second);
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(page.getByRole('radio')).toHaveCount(3);
  await visit.readIdentity(second);
  for (const row of ['serial', 'fingerprint'] as const) {
    await expect(visit.agreement(row)).toContainText(words('identify.agrees.yes'));
  }
  const place = site.hospital.pack.slots[1]?.place ?? '';
  const agreed = words('identify.verdict.agrees', { label: second.label, place });
  await expect(page.getByText(agreed)).toBeVisible();
  await visit.confirmIdentity(second);

  const nodes = await site.ask('discovery.nodes', {});
  expect(nodes.map(({ identified: isLocked, name }) => [isLocked, name])).toEqual([
    [false, expect.any(String)],
    [true, second.label],
    [false, expect.any(String)],
  ]);
  await expect.poll(() => site.consoleKinds()).toContain('node.identified');
  const op = (await site.hospital.console.ops(SITE_ID)).find(({ op }) => op.kind === 'node.identified')?.op;
  expect(op?.body).toMatchObject({
    slotLabel: second.label,
    rows: [
      { what: 'serial', agrees: 'yes' },
      { what: 'fingerprint', agrees: 'yes', comparedCharacters: 44 },
    ],
  });
});

test('a place that has its machine is not offered to another one', async () => {
  const nodes = await identified(site);
  const { first, second } = twoMachines(site);
  const { visit, page } = site;
  await visit.place('nodes');
  await expect(page.getByRole('link', { name: /^Provision / })).toHaveCount(3);
  await expect(page.getByRole('link', { name: /^Identify / })).toHaveCount(0);
  const claim = {
    ...{ nodeId: nodes[1]?.id ?? '', slotId: nodes[0]?.slotId ?? '' },
    ...{ labelSerial: second.serial, consoleFingerprint: second.fingerprint },
  };
  await expect(site.ask('nodes.identify', claim)).rejects.toThrow('slot-taken');
  await visit.openProvision(first.label);
  await expect(visit.title(words('provisioning.title', { label: first.label }))).toBeVisible();
});

test('a machine that shows another certificate than the one confirmed is not gone on with', async () => {
  await identified(site);
  const { visit, page, hospital } = site;
  const { second } = twoMachines(site);
  await hospital.node('lab-edge-02').misbehave({ newCertificateEachConnection: true });
  await visit.openProvision(second.label);
  await expect(page.getByText(failureCodes['certificate-changed'])).toBeVisible();
  await expect(visit.button(words('provisioning.act.apply', { label: second.label }))).toBeDisabled();
  expect(hospital.node('lab-edge-02').state().isConfigured).toBe(false);
});

/** So many refusals are on record, and they changed nothing. */
async function nothingBound(refusals: number): Promise<void> {
  const nodes = await site.ask('discovery.nodes', {});
  expect(nodes.map(({ identified: isLocked }) => isLocked)).toEqual([false, false, false]);
  const kinds = async () => (await site.consoleKinds()).filter((kind) => kind === 'node.identity-refused');
  await expect.poll(async () => (await kinds()).length).toBe(refusals);
  expect(await site.consoleKinds()).not.toContain('node.identified');
}

function twoMachines({ machines: [first, second] }: OpenVisit) {
  if (first === undefined || second === undefined) throw new Error('this site has three machines');
  return { first, second };
}
