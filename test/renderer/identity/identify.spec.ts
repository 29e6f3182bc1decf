/** The identity lock on the page: the scanner, the console by cable or by hand, what is said when they differ, and the weaker lock. */
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { node } from '../examples.ts';
import { openPageWindow, type PageWindow } from '../open-page.ts';
import type { Scene } from '../scenes.ts';

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
  await window.page.setViewportSize({ width: 1366, height: 768 });
});
test.afterAll(() => window.close());

const label = (page: Page) => page.getByLabel('Serial number on its label');
const slot = (page: Page) => page.getByRole('radio', { name: /LAB-EDGE-03/ });
const open = (scene: Scene, id = node(3).id) =>
  window.open(scene, `/nodes/${encodeURIComponent(id)}/identify`);

/** As a hand scanner: all keys at once, then Enter. */
async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

test('a scan lands in the label wherever the focus is, and presses nothing', async () => {
  const { page } = window;
  await open('visit');
  await page.getByRole('link', { name: 'Back to Nodes' }).focus();
  await scan(page, '7KX20933');
  await expect(label(page)).toHaveValue('7KX20933');
  await expect(page.getByText('Scanned: 7KX20933')).toBeVisible();
  await page.getByRole('button', { name: 'Scan with the camera' }).focus();
  await scan(page, 'S/N: 7KX20932');
  await expect(label(page)).toHaveValue('7KX20932');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Identify 10.20.4.63' })).toBeVisible();
});

test('a scan into a field that holds something else replaces the label only', async () => {
  const { page } = window;
  await open('visit');
  await label(page).fill('OLD');
  await label(page).focus();
  await scan(page, '7KX20933');
  await expect(label(page)).toHaveValue('7KX20933');
  const byHand = page.getByLabel('Fingerprint on its console');
  await byHand.fill('8sKd');
  await scan(page, '7KX20932');
  await expect(label(page)).toHaveValue('7KX20932');
  await expect(byHand).toHaveValue('8sKd');
});

test('a code without a serial number says so and leaves the label alone', async () => {
  const { page } = window;
  await open('visit');
  await label(page).fill('7KX20933');
  await page.getByRole('main').focus();
  await scan(page, 'https://example.org/warranty?x=1');
  await expect(page.getByText('That code reads “https://example.org/warranty?x=1”')).toBeVisible();
  await expect(label(page)).toHaveValue('7KX20933');
});

test('typing by hand is no scan: Enter on an act presses it', async () => {
  const { page } = window;
  await open('visit');
  await label(page).pressSequentially('7KX2', { delay: 80 });
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Scanned/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Confirm this machine' }).press('Enter');
  await expect(page.getByText('Choose which planned node this is.')).toBeVisible();
});

test('what the cable read is offered and not taken by itself; chosen, all three agree', async () => {
  const { page } = window;
  await open('cabled');
  const byCable = page.getByRole('radio', { name: /^Read from \/dev\/ttyUSB0, \d+ s ago/ });
  await expect(byCable).not.toBeChecked();
  await slot(page).check({ force: true });
  await scan(page, '7KX20933');
  await page.getByRole('button', { name: 'Confirm LAB-EDGE-03' }).press('Enter');
  await expect(page.getByText('Read the fingerprint from the screen of the node.')).toBeVisible();
  await byCable.check({ force: true });
  await expect(page.getByText('All three agree: this is LAB-EDGE-03, Rack 1, bay 5.')).toBeVisible();
  await page.getByRole('button', { name: 'Confirm LAB-EDGE-03' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'LAB-EDGE-03 is identified' })).toBeVisible();
});

test('beside the cable it can be read out by hand, in groups of four, compared while it is typed', async () => {
  const { page } = window;
  await open('cabled');
  await slot(page).check({ force: true });
  await page.getByRole('radio', { name: /^Read it out by hand/ }).check({ force: true });
  const byHand = page.getByLabel('As its screen shows it');
  await byHand.fill('8sKd0Wm');
  await expect(page.getByText('7 characters of at least 12')).toBeVisible();
  await byHand.fill('8sKd0WmPzXcW');
  await expect(page.locator('mark').first()).toHaveText('W');
  await byHand.fill('8sKd 0WmP zXcV');
  await expect(page.getByText('12 characters, enough')).toBeVisible();
  await expect(page.locator('mark')).toHaveCount(0);
});

test('what differs stands side against side, with what usually causes it and what to do', async () => {
  const { page } = window;
  await open('miscabled');
  await slot(page).check({ force: true });
  await scan(page, '7KX20933');
  await page.getByRole('radio', { name: /^Read from/ }).check({ force: true });
  const stop = page.getByRole('region', { name: 'They differ. Stop here until you know why.' });
  await expect(stop.getByText('Fingerprint: differs from character 1 on')).toBeVisible();
  await expect(stop.locator('mark')).toHaveText(['8', 'Q']);
  await expect(stop.getByRole('listitem').first()).toContainText('on another node');
  await expect(stop.getByRole('listitem').first()).toContainText('Follow the cable');
  await scan(page, '7KX2093');
  await expect(stop.getByText('Serial number: differs from character 8 on')).toBeVisible();
  await expect(stop.getByText('ends here')).toBeVisible();
});

test('without a network way the weaker lock is offered, said to be one, and taken only when accepted', async () => {
  const { page } = window;
  await open('unreached', 'console:/dev/ttyUSB0');
  await expect(page.getByRole('region', { name: 'The weaker lock: without the network' })).toBeVisible();
  await slot(page).check({ force: true });
  await scan(page, '7KX20933');
  await page.getByRole('radio', { name: /^Read from/ }).check({ force: true });
  await expect(page.getByText('Something is still to be read.')).toBeVisible();
  await page.getByRole('checkbox', { name: /^There is no network way/ }).check({ force: true });
  await expect(page.getByText(/^Label and console agree: this is LAB-EDGE-03/)).toBeVisible();
  await page.getByRole('button', { name: 'Confirm LAB-EDGE-03 without the network' }).press('Enter');
  await expect(page.getByText(/must show the same fingerprint over the network/)).toBeVisible();
});

test('the weaker lock is not offered for a node that answers', async () => {
  await open('cabled');
  await expect(window.page.getByText('The weaker lock: without the network')).toHaveCount(0);
});

test('a machine that somebody else manages is named, and nothing is offered', async () => {
  const { page } = window;
  await open('managed');
  await expect(page.getByRole('region', { name: 'Managed by Omni' })).toContainText('ask the back office');
  const main = page.getByRole('main');
  await expect(
    main.getByRole('button').or(main.getByRole('textbox')).or(main.getByRole('radio')),
  ).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Confirm/ })).toHaveCount(0);
});

test('a planned node whose machine was exchanged is released with a reason, and can be chosen', async () => {
  const { page } = window;
  await open('visit');
  await expect(page.getByRole('radio')).toHaveCount(1);
  await page.getByRole('button', { name: 'A machine was exchanged?' }).press('Enter');
  await page.getByRole('radio', { name: /^LAB-EDGE-02/ }).check({ force: true });
  const release = page.getByRole('button', { name: 'Release LAB-EDGE-02' });
  await release.press('Enter');
  await expect(page.getByText('Say why, for whoever reads this later.')).toBeVisible();
  await page.getByLabel('Why it was exchanged').fill('Power supply dead');
  await release.press('Enter');
  await expect(page.getByText('LAB-EDGE-02 is free. The reason is kept with the visit.')).toBeVisible();
  await expect(page.getByText(/Rack 1, bay 4 · 10\.20\.4\.12/)).toBeVisible();
  expect(window.complaints()).toEqual([]);
});
