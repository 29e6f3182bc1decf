/** Asking on purpose, from the screen of the nodes: a pasted list, and the sweep with its permission, endings and log. */
import { expect, type Locator, test } from 'playwright/test';
import { words } from '../../../shared/words/words.ts';
import { openPageWindow, type PageWindow } from '../open-page.ts';
import { lookOver } from '../screens/look-over.ts';

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
});
test.beforeEach(() => window.page.setViewportSize({ width: 1366, height: 768 }));
test.afterAll(() => window.close());

const main = (): Locator => window.page.getByRole('main');
const press = (name: string | RegExp): Promise<void> => main().getByRole('button', { name }).first().click();
const focused = (): Promise<string> =>
  window.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

test('a pasted list tells of each line what came of it, and keeps the lines that gave nothing', async () => {
  const { page } = window;
  await window.open('every-kind', '/nodes');
  await page.getByRole('radio', { name: words('discovery.ask.list') }).check({ force: true });
  const field = page.getByLabel(words('discovery.list.label'));
  await field.fill('10.20.4.63\nrack 4;10.20.4.21;old\n10.20.4.200\nfoo bar\n10.20.4.250\n10.20.4.63');
  await press(words('discovery.list.act', { count: 6 }));
  const result = page.getByRole('table', { name: words('discovery.list.result') });
  const outcomes = ['node', 'earlier', 'silent', 'unreadable', 'excluded', 'twice'] as const;
  for (const [index, outcome] of outcomes.entries()) {
    await expect(result.getByRole('row').nth(index + 1)).toContainText(
      words(`discovery.list.outcome.${outcome}`),
    );
  }
  await lookOver(window);
  await page.setViewportSize({ width: 1366, height: 768 });
  await press(words('discovery.list.keep', { count: 3 }));
  await expect(field).toHaveValue('10.20.4.200\nfoo bar\n10.20.4.250');
  await press(words('discovery.list.show', { name: 'lab-old-01' }));
  await expect.poll(() => focused()).toBe('lab-old-01');
  await expect(main().getByRole('heading', { level: 3, name: 'lab-old-01' })).toBeInViewport();
});

test('a wide sweep wants the number of the hospital and the range once more', async () => {
  const { page } = window;
  await window.open('wide-sweep', '/nodes');
  const range = '10.20.0.0/18';
  await expect(main().getByText('16,382 addresses asked once, on port 50000')).toBeVisible();
  await press(words('discovery.sweep.act', { range }));
  await expect(page.getByLabel(words('discovery.sweep.reference'))).toBeFocused();
  await page.keyboard.type('CHG-2026-1201');
  await page.getByLabel(words('discovery.sweep.again', { range })).fill('10.20.0.0/17');
  await press(words('discovery.sweep.act', { range }));
  await expect(main().getByText(words('discovery.sweep.again.differs', { range }))).toBeVisible();
  await lookOver(window);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByLabel(words('discovery.sweep.again', { range })).fill(range);
  await press(words('discovery.sweep.act', { range }));
  await press(words('discovery.sweep.stop'));
  await expect(main().getByText(/^Sweep stopped/)).toBeVisible();
});

for (const ending of ['canary-lost', 'gateway-slow', 'answers-for-everything'] as const) {
  test(`a sweep that ends by itself, ${ending}, says why and what to do`, async () => {
    await window.open(`sweep-${ending}`, '/nodes', 5);
    await press(words('discovery.sweep.act', { range: '10.20.4.0/24' }));
    await expect(main().getByText(words('discovery.sweep.ending', { ending }))).toBeVisible();
    await expect(main().getByText(words('discovery.sweep.endingNext', { ending }))).toBeVisible();
    await lookOver(window);
  });
}

test('silence that is not to be trusted is counted, and the log of a sweep is written where one wants it', async () => {
  await window.open('sweep-doubtful', '/nodes', 5);
  await press(words('discovery.sweep.act', { range: '10.20.4.0/24' }));
  await expect(main().getByText(words('discovery.sweep.doubtful', { doubtful: 12 }))).toBeVisible();
  await press(new RegExp(`^${words('discovery.sweeps')}`));
  await press(new RegExp(`^${words('discovery.sweeps.export')}`));
  await expect(main().getByText('/media/stick/sweep-10.20.4.0-24.csv.')).toBeVisible();
  await lookOver(window);
});

test('a part of a range is looked at before it is swept, and one outside is refused', async () => {
  const { page } = window;
  await window.open('every-kind', '/nodes');
  await page.getByRole('radio', { name: words('discovery.sweep.other') }).check({ force: true });
  const field = page.getByLabel(words('discovery.sweep.other.label'), { exact: true });
  await field.fill('10.20.9.0/24');
  await press(words('discovery.sweep.other.look'));
  await expect(main().getByText('FIND-002')).toBeVisible();
  await field.fill('10.20.4.8/29');
  await press(words('discovery.sweep.other.look'));
  await expect(
    main().getByRole('button', { name: words('discovery.sweep.act', { range: '10.20.4.8/29' }) }),
  ).toBeVisible();
});
