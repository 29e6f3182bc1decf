/** The page by keyboard alone, and what it does while the engine works. */
import { expect, test } from 'playwright/test';
import { node } from './examples.ts';
import { openPageWindow, type PageWindow } from './open-page.ts';

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
  await window.page.setViewportSize({ width: 911, height: 512 });
});
test.afterAll(() => window.close());

test('a node is identified and provisioned without a pointer', async () => {
  const { page } = window;
  await window.open('visit', '/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('identify 10.20.4.63');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Identify 10.20.4.63' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  // Over what is folded below the choice.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('7KX2-0393');
  // Over the camera's button.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('8sKd 0WmP zXcV bNqL');
  await expect(page.locator('mark').first()).toHaveText('3');
  await expect(page.getByText(/^They differ/)).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('7KX2-0933');
  await expect(page.getByText('All three agree: this is LAB-EDGE-03, Rack 1, bay 5.')).toBeVisible();
  await page.keyboard.press('F6');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Confirm LAB-EDGE-03' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'LAB-EDGE-03 is identified' })).toBeVisible();
  await page.getByRole('link', { name: 'Provision LAB-EDGE-03' }).press('Enter');
  const apply = page.getByRole('button', { name: 'Apply to LAB-EDGE-03' });
  await expect(page.getByText('Which disk is erased')).toBeVisible();
  await apply.press('Enter');
  await expect(page.getByText('Say first that the data on the disk may be erased.')).toBeVisible();
  await expect(page.getByRole('checkbox')).toBeFocused();
  await page.keyboard.press('Space');
  await apply.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'LAB-EDGE-03 is provisioned' })).toBeVisible();
});

test('Escape goes back and what was typed is still there', async () => {
  const { page } = window;
  await window.open('visit', `/nodes/${node(3).id}/identify`);
  await page.getByLabel('Serial number on its label').fill('7KX2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'Nodes' })).toBeFocused();
  await page.getByRole('link', { name: 'Identify 10.20.4.63' }).click();
  await expect(page.getByLabel('Serial number on its label')).toHaveValue('7KX2');
});

test('F6 goes round the regions and arrows go along a list', async () => {
  const { page } = window;
  await window.open('visit', '/');
  const regions = ['header', 'nav', 'main', 'footer', 'header'];
  for (const region of regions) {
    await page.keyboard.press('F6');
    expect(await page.evaluate((name) => document.activeElement?.closest(name) !== null, region)).toBe(true);
  }
  const tasks = page.getByRole('main');
  await tasks.getByRole('link', { name: 'Look: Find the nodes' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(tasks.getByRole('link', { name: 'Look: Rehearse the network' })).toBeFocused();
  await page.keyboard.type('lab-edge-03');
  await expect(tasks.getByRole('link', { name: 'Start: LAB-EDGE-03' })).toBeFocused();
});

test('nothing is chosen beforehand and a missing answer is asked for where it is missing', async () => {
  const { page } = window;
  await window.open('visit', `/nodes/${node(3).id}/identify`);
  expect(
    await page
      .getByRole('radio')
      .evaluateAll((radios) => radios.filter((radio) => radio.matches(':checked')).length),
  ).toBe(0);
  await page.getByRole('button', { name: 'Confirm this machine' }).click();
  await expect(page.getByText('Choose which planned node this is.')).toBeVisible();
});

test('entries of the checks arrive one by one, and the list can be stopped', async () => {
  const { page } = window;
  await window.open('empty', '/checks', 400);
  await page.getByRole('button', { name: 'Check from this laptop' }).click();
  await expect(page.getByText('Gateway of the lab')).toBeVisible();
  await expect(page.getByText('Not reached yet').first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop checking' }).click();
  await expect(page.getByRole('button', { name: 'Check from this laptop' })).toBeEnabled();
});

test('a refused pack says why, and the old one stays', async () => {
  const { page } = window;
  await window.open('badpack', '/ready');
  await page.getByRole('button', { name: 'Prepare again' }).click();
  await expect(page.getByRole('heading', { name: 'The signature of the pack does not hold.' })).toBeVisible();
  await expect(page.getByText('SITE-012')).toBeVisible();
  await expect(page.getByText('pack 12')).toBeVisible();
});

test('a thousand entries and four hundred nodes are shown page by page', async () => {
  const { page } = window;
  await window.open('many', '/ledger');
  await expect(page.getByText('100 of 1,200')).toBeVisible();
  await page.getByRole('button', { name: 'Show 100 more' }).click();
  await expect(page.getByText('200 of 1,200')).toBeVisible();
  await window.open('many', '/nodes');
  await page.getByLabel('Find by name, address, serial or MAC').fill('10.20.1.14');
  await expect(page.getByRole('heading', { level: 3, name: '10.20.1.14', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(5);
});

test('a screen that meets a mistake of its own says so, and the frame still leads away from it', async () => {
  const { page } = window;
  await window.open('visit', '/');
  await page.evaluate(() => {
    Object.defineProperty(Array.prototype, 'toSorted', { value: null });
  });
  const places = page.getByRole('navigation', { name: 'Places' });
  await places.getByRole('link', { name: 'Bundle' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This screen could not be drawn' })).toBeVisible();
  await expect(page.getByText('Your work up to here is saved.')).toBeVisible();
  await places.getByRole('link', { name: 'Visit' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Commission three nodes' })).toBeVisible();
});
