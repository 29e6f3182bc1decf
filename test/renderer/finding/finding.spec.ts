/** The screen of the nodes: still under the hand, plain when it is empty, and the same told in three ways. */
import { expect, type Locator, type Page, test } from 'playwright/test';
import type { DiagnosisCode, Surroundings } from '../../../shared/domain/discovery/surroundings.ts';
import { words } from '../../../shared/words/words.ts';
import { openPageWindow, type PageWindow } from '../open-page.ts';
import { lookOver } from '../screens/look-over.ts';
import { surroundingsOf } from './example-surroundings.ts';

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
});
test.beforeEach(() => window.page.setViewportSize({ width: 1366, height: 768 }));
test.afterAll(() => window.close());

const main = (): Locator => window.page.getByRole('main');
const press = (name: string | RegExp): Promise<void> => main().getByRole('button', { name }).first().click();
const card = (text: string): Locator => window.page.getByRole('listitem').filter({ hasText: text });
const view = (name: 'list' | 'map' | 'table'): Promise<void> =>
  window.page
    .getByRole('radio', { name: words(`discovery.view.${name}`), exact: true })
    .check({ force: true });
const switchOn = (): Promise<boolean> => window.page.evaluate(() => dispatchEvent(new Event('machines-on')));
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

for (const [code, around] of Object.entries(surroundingsOf) as [DiagnosisCode, Surroundings][]) {
  test(`nothing found, ${code}: the reason comes first, with what it means and a way on`, async () => {
    await window.open(`nothing-${code}`, '/nodes');
    const reasons = main()
      .getByRole('region', { name: words('discovery.empty.title') })
      .getByRole('listitem');
    await expect(reasons).toHaveCount(around.diagnosis.length);
    const first = reasons.first();
    await expect(first).toContainText(words(`discovery.diagnosis.${code}.what`));
    // Listening begins by itself with the first look, and then there is nothing to press for it.
    if (code !== 'not-listening') await expect(first.locator('a, button').first()).toBeVisible();
    await lookOver(window);
  });
}

test('of fifty reasons the first five are shown, and the rest when wanted', async () => {
  await window.open('many-reasons', '/nodes');
  const reasons = main()
    .getByRole('region', { name: words('discovery.empty.title') })
    .getByRole('listitem');
  await expect(reasons).toHaveCount(5);
  await press(words('discovery.diagnosis.more', { more: 45 }));
  await expect(reasons).toHaveCount(50);
  await lookOver(window);
});

test('each next step leads to the field it means', async () => {
  const { page } = window;
  await window.open('nothing-multicast-blocked', '/nodes');
  await press(words('discovery.next.list'));
  await expect(page.getByLabel(words('discovery.list.label'))).toBeFocused();
  await press(words('discovery.next.type'));
  await expect(page.getByLabel(words('discovery.typed.label'))).toBeFocused();
  await expect(page.getByLabel(words('discovery.typed.label'))).toBeInViewport();
  await press(words('discovery.next.sweep'));
  await expect(page.getByText(words('discovery.sweep.help'))).toBeFocused();
  await window.open('nothing-serial-only', '/nodes');
  await expect(
    main()
      .getByRole('link', { name: words('discovery.next.serial') })
      .first(),
  ).toHaveAttribute('href', /#\/serial\?port=/);
});

test('machines stand in the order of what they ask, each with what it is and how that is known', async () => {
  const { page } = window;
  await window.open('every-kind', '/nodes');
  const groups = (['needsYou', 'settled', 'elsewhere'] as const).map((group) =>
    words(`discovery.group.${group}`),
  );
  await expect(main().getByRole('heading', { level: 2 })).toContainText([...groups]);
  await expect(main().getByRole('heading', { level: 3 }).first()).toHaveText('LAB-EDGE-01');
  await expect(card('lab-old-01')).toContainText('Debian GNU/Linux 11');
  await expect(card('lab-old-01')).toContainText(words('discovery.sign.ssh-banner'));
  await expect(card('lab-old-01').getByRole('link')).toHaveCount(0);
  await expect(card('10.20.4.91')).toContainText(words('discovery.managed.by.omni'));
  await expect(card('LAB-EDGE-02')).toContainText(words('discovery.lock.serial-alone'));
  await press(words('discovery.facts.label', { name: '10.20.4.63' }));
  const places = page.getByRole('table', { name: words('discovery.places.scroll', { name: '10.20.4.63' }) });
  await expect(places.getByRole('row')).toHaveCount(4);
  await expect(places).toContainText('[fe80::d65d:64ff:fe1a:2003%eth0]:50000');
  // Folded until somebody wants them.
  await expect(card('10.20.4.65')).toHaveCount(0);
  await press(words('discovery.group.gone.open', { count: 2 }));
  await expect(card('10.20.4.65')).toBeVisible();
  await lookOver(window);
});

// In the higher window nothing is scrolled yet, so that the browser's own anchoring does not help.
for (const height of [768, 1600]) {
  test(`what is under the pointer stays there while others arrive, and they are shown when wanted, in ${height} px`, async () => {
    const { page } = window;
    await page.setViewportSize({ width: 1366, height });
    await window.open('arriving', '/nodes', 50);
    const held = card('lab-old-01');
    await held.hover();
    const before = await held.boundingBox();
    await switchOn();
    await expect(page.getByText(words('discovery.arrived', { count: 3 }))).toBeVisible();
    expect(await held.boundingBox()).toEqual(before);
    const names = await main().getByRole('heading', { level: 3 }).allTextContents();
    expect(names.slice(0, 4)).toEqual(['LAB-EDGE-01', 'LAB-EDGE-02', '10.20.4.63', '10.20.4.64']);
    await press(words('discovery.arrived.act', { count: 3 }));
    await expect.poll(() => focused(page)).toBe('10.20.4.20');
    await expect(main().getByRole('heading', { level: 3, name: '10.20.4.20' })).toBeInViewport();
    // In their places now: the free machines by their addresses, after the one that the plan knows.
    expect((await main().getByRole('heading', { level: 3 }).allTextContents()).slice(0, 6)).toEqual([
      ...['LAB-EDGE-01', 'LAB-EDGE-02', '10.20.4.63', '10.20.4.20', '10.20.4.21', '10.20.4.22'],
    ]);
  });
}

test('looking for one among them makes none of them new, and finds also those that went away', async () => {
  const { page } = window;
  await window.open('every-kind', '/nodes');
  const before = await main().getByRole('heading', { level: 3 }).allTextContents();
  const field = page.getByLabel(words('discovery.find'));
  await card('LAB-EDGE-02').hover();
  await field.focus();
  await page.keyboard.type('20.4.65');
  await expect(main().getByRole('heading', { level: 3 })).toHaveText(['10.20.4.65']);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(main().getByRole('heading', { level: 3 })).toHaveText(before);
  await expect(page.getByText(words('discovery.isNew'), { exact: true })).toHaveCount(0);
  await page.keyboard.type('nothing has this');
  await expect(main().getByText(words('discovery.find.none'))).toBeVisible();
});

test('where every machine went away, the reason stands before what was there', async () => {
  await window.open('all-gone', '/nodes');
  await expect(main().getByText('None here now, 2 no longer seen')).toBeVisible();
  const reasons = main().getByRole('region', { name: words('discovery.empty.gone') });
  await expect(reasons.getByRole('listitem').first()).toContainText(
    words('discovery.diagnosis.other-network.what'),
  );
  await press(words('discovery.group.gone.open', { count: 2 }));
  await expect(card('10.20.4.65')).toBeVisible();
  await lookOver(window);
});

test('one that was not asked yet says so in the list and in the map, and the longest names stay in their cards', async () => {
  const { page } = window;
  await window.open('every-kind', '/nodes');
  await expect(card('10.20.4.72')).toContainText(words('discovery.explain.not-asked'));
  await view('map');
  await expect(main().getByRole('button', { name: /10\.20\.4\.72/ })).toContainText(
    words('discovery.map.state.not-asked'),
  );
  await window.open('long-names', '/nodes');
  await page.setViewportSize({ width: 456, height: 900 });
  const beyond = await main()
    .getByRole('listitem')
    .evaluateAll((cards) => cards.map((each) => each.scrollWidth - each.clientWidth));
  expect(beyond).toEqual([0, 0]);
  await lookOver(window);
});

test('what has the focus keeps it and its place while others arrive', async () => {
  const { page } = window;
  await window.open('arriving', '/nodes', 50);
  await page.mouse.move(1, 1);
  const link = main().getByRole('link', { name: /^Identify 10\.20\.4\.63/ });
  await link.focus();
  const before = await link.boundingBox();
  await switchOn();
  await expect(page.getByText(words('discovery.arrived', { count: 3 }))).toBeVisible();
  await expect(link).toBeFocused();
  expect(await link.boundingBox()).toEqual(before);
});

test('two machines at one address say so, and come first to the person', async () => {
  await window.open('same-address', '/nodes');
  const first = main()
    .getByRole('list', { name: words('discovery.group.needsYou') })
    .getByRole('listitem');
  for (const each of [first.nth(0), first.nth(1)]) {
    await expect(each).toContainText(words('discovery.conflict', { address: '10.20.4.63' }));
  }
  // They are called alike, so that each act says whose it is.
  await expect(main().getByRole('link', { name: /^Identify 10\.20\.4\.63/ })).toHaveText([
    'Identify 10.20.4.63, serial 7KX20933',
    'Identify 10.20.4.63, serial 9QT40007',
  ]);
  await view('map');
  await expect(main().getByRole('button', { name: /10\.20\.4\.63.*9QT40007/ })).toBeVisible();
  await view('list');
  await press(words('discovery.missing.title'));
  await expect(main().getByText(words('discovery.diagnosis.address-conflict.what'))).toBeVisible();
  await lookOver(window);
});

test('the map and its table tell the same, and lead to the machine in the list by keyboard', async () => {
  const { page } = window;
  await window.open('every-kind', '/nodes');
  await view('map');
  const segments = page.getByRole('region', { name: words('discovery.map.title') }).getByRole('region');
  const drawn = await segments.getByRole('listitem').count();
  await lookOver(window);
  await page.setViewportSize({ width: 1366, height: 768 });
  await view('table');
  const table = page.getByRole('table', { name: words('discovery.map.title') });
  await expect(table.getByRole('row')).toHaveCount(drawn + 1);
  await lookOver(window);
  await page.setViewportSize({ width: 1366, height: 768 });
  await view('map');
  await segments.getByRole('button').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('LAB-EDGE-02');
});

test('two hundred machines are drawn as groups that add up, and opened one network at a time', async () => {
  const { page } = window;
  await window.open('hundreds', '/nodes');
  await view('map');
  const segments = page.getByRole('region', { name: words('discovery.map.title') }).getByRole('region');
  const counts = await segments.getByRole('listitem').allTextContents();
  expect(counts.map((text) => Number.parseInt(text, 10)).reduce((sum, count) => sum + count)).toBe(200);
  await press(/^Show each of the 134/);
  await expect(segments.first().getByRole('listitem')).toHaveCount(134);
  await lookOver(window);
});

test('a thousand machines are found in and scrolled smoothly', async () => {
  const { page } = window;
  await window.open('thousand', '/nodes');
  await expect(main().getByText('914 machines found, 685 need you, 86 no longer seen')).toBeVisible();
  const framesMs = await page.evaluate(async () => {
    const scroller = document.querySelector('main') ?? document.documentElement;
    const took: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < 60; frame++) {
      scroller.scrollTop += 120;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      took.push(performance.now() - before);
      before = performance.now();
    }
    return took.sort((one, other) => one - other);
  });
  // What a list may take; the middle one, for the others tell of what else this machine does.
  expect(framesMs[30]).toBeLessThan(50);
  await page.getByLabel(words('discovery.find')).fill('node-0999');
  await expect(main().getByText(words('discovery.find.count', { shown: 1, total: 1000 }))).toBeVisible();
  await expect(main().getByRole('heading', { level: 3 })).toHaveCount(1);
});
