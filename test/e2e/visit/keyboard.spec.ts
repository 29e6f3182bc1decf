/** A visit with gloves on: no pointer is touched from the pack to the signature. */
import type { Locator } from 'playwright';
import { expect, test } from 'playwright/test';
import { words } from '../../../shared/words/words.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { identified } from './so-far.ts';

/** More stops than the longest screen has. */
const STOP_LIMIT = 120;

test('one node is prepared, found, identified, provisioned, checked, signed off and sent by keyboard alone', async () => {
  await using site = await openVisit({ nodes: 1 });
  const { page, visit, machines, hospital } = site;
  const [machine] = machines;
  if (machine === undefined) throw new Error('this site has one machine');
  const { label, serial, fingerprint } = machine;
  const { keyboard } = page;

  await palette(site, words('sites.ready.act.prepare'));
  await expect(visit.title(words('sites.ready.title'))).toBeVisible();
  await keyboard.press('Escape');
  await expect(visit.title(hospital.pack.visit.title)).toBeFocused();
  await enter(site, page.getByRole('main').getByRole('link', { name: words('sites.taskTitle.find') }));

  const address = page.getByLabel(words('discovery.typed.label'));
  await tabTo(site, address);
  await keyboard.type(hospital.addresses.nodes[0]?.address ?? '');
  await keyboard.press('Enter');
  await enter(site, visit.card(serial).getByRole('link', { name: /^Identify / }));

  await tabTo(site, page.getByRole('radio', { name: new RegExp(`^${label}`) }));
  await keyboard.press('Space');
  await tabTo(site, page.getByLabel(words('identify.label')));
  await keyboard.type(serial.toLowerCase());
  await tabTo(site, page.getByLabel(words('identify.console')));
  await keyboard.type(fingerprint);
  await enter(site, visit.button(words('identify.act', { label })));
  await enter(site, visit.link(words('identify.done.act', { label })));

  const apply = visit.button(words('provisioning.act.apply', { label }));
  await expect(apply).toBeEnabled();
  await enter(site, apply);
  await visit.waitForProvisioned(label);
  await enter(site, visit.link(words('provisioning.act.check', { label })));
  await enter(site, visit.button(words('checks.act.node', { name: label })));
  await expect(page.getByText(words('checks.summary.good'))).toBeVisible();

  await palette(site, words('checks.act.laptop'));
  await expect(page.getByText(words('checks.summary.good'))).toBeVisible();
  await palette(site, words('sites.handover.title'));
  await tabTo(site, page.getByLabel(words('sites.handover.name')));
  await keyboard.type('Ada Example');
  await enter(site, visit.button(words('sites.handover.act')));
  await expect(page.getByText(words('sites.handover.signed'))).toBeVisible();
  await palette(site, words('sync.act.now'));
  await expect(page.getByRole('banner').getByText(words('sync.chip.all'))).toBeVisible();
  const { tasks } = await site.ask('sites.overview', {});
  expect(tasks.filter(({ state }) => state !== 'done').map(({ id }) => id)).toEqual(['bundle']);
});

test('F6 goes round the regions, the palette finds a node by its serial number, Escape goes back', async () => {
  await using site = await openVisit({ nodes: 1 });
  await identified(site);
  const { page, visit, machines } = site;
  await visit.title(site.hospital.pack.visit.title).waitFor();
  for (const region of ['header', 'nav', 'main', 'footer', 'header']) {
    await page.keyboard.press('F6');
    await expect(page.locator(`${region}:focus, ${region} :focus`)).toHaveCount(1);
  }
  await page.keyboard.press('Shift+F6');
  await expect(page.locator('footer:focus, footer :focus')).toHaveCount(1);

  await palette(site, machines[0]?.serial ?? '');
  const label = machines[0]?.label ?? '';
  await expect(visit.title(words('provisioning.title', { label }))).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  // Upwards from the field to the last entry, which a small window shows only when it scrolls.
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem').last()).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('menuitem').last()).toHaveAttribute('data-focused', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(visit.title(words('provisioning.title', { label }))).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(visit.title(words('discovery.title'))).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(visit.title(site.hospital.pack.visit.title)).toBeFocused();
});

/** Ctrl+K, a name, Enter. */
async function palette({ page }: OpenVisit, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type(name);
  await expect(dialog.getByRole('menuitem').first()).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** Goes on with Tab until something has the focus. */
async function tabTo({ page }: OpenVisit, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < STOP_LIMIT; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}

/** Goes to an act or a link, where the focus can be seen, and presses it. */
async function enter(site: OpenVisit, target: Locator): Promise<void> {
  await tabTo(site, target);
  const outline = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline, `the focus on ${target}`).not.toBe('none');
  await site.page.keyboard.press('Enter');
}
