/** The serial console by keyboard alone, and under a flood of lines. */
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { openPageWindow, type PageWindow } from '../open-page.ts';

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
});
test.beforeEach(() => window.page.setViewportSize({ width: 1366, height: 768 }));
test.afterAll(() => window.close());

const log = (page: Page) => page.getByRole('region', { name: 'What /dev/ttyUSB0 prints' });
const rows = (page: Page) => page.locator('[data-line]');
/** Numbers of the lines that can be seen whole. */
const seen = (page: Page): Promise<readonly number[]> =>
  log(page).evaluate((view) => {
    const { top, bottom } = view.getBoundingClientRect();
    return [...view.querySelectorAll<HTMLElement>('[data-line]')]
      .filter((row) => {
        const box = row.getBoundingClientRect();
        return box.top >= top && box.bottom <= bottom && (row.textContent ?? '') !== '';
      })
      .map(({ dataset }) => Number(dataset.line));
  });

test('a port is connected, read and disconnected without a pointer', async () => {
  const { page } = window;
  await window.open('ports', '/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('serial console');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Serial console' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Connect /dev/ttyUSB0' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  await expect(
    log(page)
      .getByText(/talos\] task startAllServices/)
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Disconnect /dev/ttyUSB0' }).press('Enter');
  await expect(page.getByText('Not connected').first()).toBeVisible();
  expect(window.complaints()).toEqual([]);
});

test('a port that cannot be opened says exactly why and what to do', async () => {
  const { page } = window;
  await window.open('ports', '/serial');
  await expect(page.getByText('This user may not open /dev/ttyACM0.')).toBeVisible();
  await expect(page.getByText(/add you to the group dialout/)).toBeVisible();
  await page.getByRole('button', { name: 'Connect /dev/ttyUSB1' }).press('Enter');
  const busy = page.getByRole('region', { name: 'Another program is using /dev/ttyUSB1.' });
  await expect(busy).toContainText('Close the terminal program');
  await expect(busy).toContainText('SER-002');
  await page.getByRole('button', { name: 'Another port' }).press('Enter');
  await page.getByLabel('Name of the port').fill('/etc/hostname');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '/etc/hostname is not a serial port.' })).toBeVisible();
});

test('what it said leads on: an address is asked, and the node identified', async () => {
  const { page } = window;
  await window.open('console', '/serial');
  await expect(page.getByText('8sKd', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Ask 10.20.4.63' }).press('Enter');
  await expect(page.getByText('10.20.4.63 answered and is in the list of nodes.')).toBeVisible();
  await page.getByRole('link', { name: 'Identify 10.20.4.63' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Identify 10.20.4.63' })).toBeVisible();
});

test('a node that Omni manages is named, and not offered to be identified', async () => {
  const { page } = window;
  await window.open('troubled', '/serial');
  await expect(page.getByText('Managed by Omni')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Identify/ })).toHaveCount(0);
});

test('sending is locked until it is unlocked, and locked again', async () => {
  const { page } = window;
  await window.open('console', '/serial');
  await expect(page.getByText('Sending is locked')).toBeVisible();
  await expect(page.getByLabel('Send to /dev/ttyUSB0')).toHaveCount(0);
  await page.getByRole('button', { name: 'Unlock sending /dev/ttyUSB0' }).press('Enter');
  await expect(page.getByText('Sending is unlocked')).toBeVisible();
  await expect(page.getByLabel('Send to /dev/ttyUSB0')).toBeFocused();
  await page.keyboard.type('reboot now', { delay: 5 });
  await page.keyboard.press('Enter');
  await expect(log(page).getByText('reboot now')).toBeVisible();
  await expect(page.getByLabel('Send to /dev/ttyUSB0')).toHaveValue('');
  await page.getByRole('button', { name: 'Lock again /dev/ttyUSB0' }).press('Enter');
  await expect(page.getByText('Sending is locked')).toBeVisible();
});

test('a text is found among a hundred thousand lines, from the newest match upwards', async () => {
  const { page } = window;
  await window.open('flood', '/serial');
  // Of eleven such lines the oldest is dropped as others come.
  await page.getByLabel('Find in this console').fill('RUNNING AND READY');
  await expect(page.getByText('10 of 10')).toBeVisible();
  await expect(log(page).locator('mark')).toHaveText(['running and ready']);
  await page.keyboard.press('Enter');
  await expect(page.getByText('9 of 10')).toBeVisible();
  await page.getByRole('button', { name: 'Next match' }).press('Enter');
  await expect(page.getByText('10 of 10')).toBeVisible();
  await page.getByRole('button', { name: 'Next match' }).press('Enter');
  await expect(page.getByText('1 of 10')).toBeVisible();
  expect(await seen(page)).toContain(9982);
  await page.getByLabel('Find in this console').fill('no such thing');
  await expect(page.getByText('None', { exact: true })).toBeVisible();
});

test('the end is followed until the person scrolls up, and the lines that came are counted', async () => {
  const { page } = window;
  await window.open('flood', '/serial');
  await expect.poll(async () => (await seen(page)).at(-1) ?? 0).toBeGreaterThan(100_010);
  await expect(page.getByRole('button', { name: /^Jump to newest/ })).toHaveCount(0);
  await log(page).focus();
  await page.keyboard.press('PageUp');
  const jump = page.getByRole('button', { name: /^Jump to newest, \d+ new$/ });
  await expect(jump).toBeVisible();
  const before = await seen(page);
  await expect(jump).toHaveAccessibleName(/, [3-9]\d new$/);
  // What is read holds still meanwhile.
  expect(await seen(page)).toEqual(before);
  await jump.press('Enter');
  await expect(jump).toHaveCount(0);
  await expect.poll(async () => (await seen(page)).at(-1) ?? 0).toBeGreaterThan((before.at(-1) ?? 0) + 30);
});

test('lines are marked by keyboard and copied whole, without times and line breaks of ours', async () => {
  const { page } = window;
  await window.open('unlocked', '/serial');
  await page.getByRole('button', { name: 'Times' }).press('Enter');
  await page.getByRole('button', { name: 'Wrap lines' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Wrap lines' })).toHaveAttribute('aria-pressed', 'true');
  await log(page).focus();
  for (let times = 0; times < 4; times++) await page.keyboard.press('Shift+ArrowUp');
  const copy = page.getByRole('button', { name: 'Copy 4 lines' });
  await expect(copy).toBeEnabled();
  const pasted = await page.evaluateHandle(() => {
    const texts: string[] = [];
    document.addEventListener('paste', (event) => texts.push(event.clipboardData?.getData('text') ?? ''));
    return texts;
  });
  await copy.press('Enter');
  await page.getByLabel('Send to /dev/ttyUSB0').focus();
  await page.keyboard.press('Control+v');
  await expect.poll(() => pasted.evaluate((texts) => texts.length)).toBe(1);
  const lines = (await pasted.evaluate((texts) => texts[0] ?? '')).split('\n');
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).toMatch(/^\[ +8[34]\.\d{6}\] \[?\w/);
  expect(lines.some((line) => line.length > 200)).toBe(true);
});

test('a long line is wrapped into rows and none of it is lost', async () => {
  const { page } = window;
  await window.open('console', '/serial');
  await page.getByRole('button', { name: 'Wrap lines' }).press('Enter');
  const last = (await seen(page)).at(-1) ?? 0;
  expect(last).toBe(1999);
  const whole = await rows(page).evaluateAll((all) => {
    const longest = all.filter(({ textContent }) => textContent?.includes('controller failed')).at(-1);
    const number = (longest as HTMLElement | undefined)?.dataset.line;
    return all
      .filter((row) => (row as HTMLElement).dataset.line === number)
      .map(({ textContent }) => textContent)
      .join('');
  });
  expect(whole).toMatch(/that a person reads only when they have to"\}$/);
  expect(await log(page).evaluate((view) => view.scrollWidth - view.clientWidth)).toBe(0);
});

test('a hundred thousand lines scroll while twelve come four times a second, and few are drawn', async () => {
  const { page } = window;
  await window.open('flood', '/serial');
  await expect(page.getByText(/^115,200 baud · 100,000 lines$/)).toBeVisible();
  const measured = await log(page).evaluate(async (view) => {
    const tasksMs: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasksMs.push(Math.round(duration));
    });
    observer.observe({ type: 'longtask' });
    let mostRows = 0;
    const framesMs: number[] = [];
    let lastMs = performance.now();
    // Down from the first line by leaps that a dragged scroll bar makes, then by turns of the wheel.
    for (let frame = 0; frame < 240; frame++) {
      view.scrollTop = frame < 120 ? (view.scrollHeight / 120) * frame : view.scrollTop - 100;
      await new Promise(requestAnimationFrame);
      const nowMs = performance.now();
      framesMs.push(nowMs - lastMs);
      lastMs = nowMs;
      mostRows = Math.max(mostRows, view.querySelectorAll('[data-line]').length);
    }
    observer.disconnect();
    framesMs.sort((one, other) => one - other);
    return {
      mostRows,
      tasksMs,
      medianMs: framesMs[120] ?? 0,
      worstMs: Math.round(framesMs.at(-1) ?? 0),
      slow: framesMs.filter((ms) => ms > 50).length,
    };
  });
  test.info().annotations.push({ type: 'frames', description: JSON.stringify(measured) });
  expect(measured.mostRows).toBeLessThan(120);
  expect(measured.medianMs).toBeLessThan(50);
  // A machine busy with something else holds up a frame now and then; a page that draws every line holds up all.
  expect(measured.slow).toBeLessThan(24);
  await expect.poll(async () => (await seen(page)).length).toBeGreaterThan(10);
});

test('a screen reader hears how the port stands and never the lines', async () => {
  const { page } = window;
  await window.open('ports', '/serial');
  const said = await page.evaluateHandle(() => {
    const texts: string[] = [];
    for (const region of document.querySelectorAll('[aria-live]'))
      new MutationObserver(() => texts.push(region.textContent ?? '')).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    return texts;
  });
  await page.getByRole('button', { name: 'Connect /dev/ttyUSB0' }).press('Enter');
  await expect(
    log(page)
      .getByText(/startAllServices/)
      .nth(2),
  ).toBeVisible();
  expect(await page.locator('[aria-live="polite"] [data-line], [role="log"]').count()).toBe(0);
  const texts = await said.evaluate((all) => all);
  expect(texts.filter((text) => text.includes('startAllServices'))).toEqual([]);
  await page.getByRole('button', { name: 'Disconnect /dev/ttyUSB0' }).press('Enter');
  await expect.poll(() => said.evaluate((all) => all.join())).toContain('/dev/ttyUSB0: Not connected.');
});
