/** Every screen in each of its states: to be read by everyone, at every size, without a word of complaint. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { everyScreen } from './every-screen.ts';
import { openPageWindow, type PageWindow } from './open-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
});
test.afterAll(() => window.close());

/** What axe finds, one line each, with the place. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<AxeResults, readonly string[]>((values) => {
    // Put there by the line above.
    const { axe: loaded } = globalThis as typeof globalThis & { axe: typeof import('axe-core') };
    return loaded.run(document, { runOnly: [...values] });
  }, rules);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id} at ${target.join(' ')}`),
  );
}

for (const { scene, path, shows } of everyScreen) {
  test(`${scene} ${path}: shown, quiet, and clean for axe in both themes`, async () => {
    const { page } = window;
    await page.setViewportSize({ width: 1366, height: 768 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await window.open(scene, path);
      await expect(page.getByText(shows).first()).toBeVisible();
      expect(await findings(page)).toEqual([]);
    }
    expect(window.complaints()).toEqual([]);
  });

  test(`${scene} ${path}: scrolls one way only, down to 200 % on the smallest laptop`, async () => {
    const { page } = window;
    for (const [width, height] of [
      [911, 512],
      [683, 384],
      [456, 256],
    ] as const) {
      await page.setViewportSize({ width, height });
      await window.open(scene, path);
      await expect(page.getByText(shows).first()).toBeAttached();
      const beyond = await page.evaluate(() => {
        const { documentElement: whole } = document;
        const main = document.querySelector('main') ?? whole;
        // Lower than 400 px the page scrolls as one; else only its content does.
        const isOnePage = whole.clientHeight < 400;
        return {
          sideways: Math.max(whole.scrollWidth - whole.clientWidth, main.scrollWidth - main.clientWidth),
          down: isOnePage ? 0 : whole.scrollHeight - whole.clientHeight,
        };
      });
      expect(beyond).toEqual({ sideways: 0, down: 0 });
    }
  });
}
