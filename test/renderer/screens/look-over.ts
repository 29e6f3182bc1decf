/** What every screen must stand, in whatever state it is. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import type { PageWindow } from '../open-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The usual laptop, then the smallest at 150 %, then at 200 % on either. */
const sizes = [
  [1366, 768],
  [911, 512],
  [683, 384],
  [456, 256],
] as const;

/** Clean for axe in both themes, scrolled one way only from the usual laptop down to 200 %, and without complaint. */
export async function lookOver({ page, complaints }: PageWindow): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.evaluate(axe);
  expect(await findings(page, rules)).toEqual([]);
  // The other theme is the same page in other colours.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await findings(page, ['color-contrast'])).toEqual([]);
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    expect(await beyond(page)).toEqual({ sideways: 0, down: 0 });
  }
  expect(complaints()).toEqual([]);
}

/** What axe finds by these rules, one line each, with the place. */
async function findings(page: Page, runOnly: readonly string[]): Promise<readonly string[]> {
  const found = await page.evaluate<AxeResults, readonly string[]>((values) => {
    // Put there by the one who asks.
    const { axe: loaded } = globalThis as typeof globalThis & { axe: typeof import('axe-core') };
    return loaded.run(document, { runOnly: [...values], resultTypes: ['violations'] });
  }, runOnly);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id} at ${target.join(' ')}`),
  );
}

/** By how much the page is wider than the window, and its frame higher. */
function beyond(page: Page): Promise<{ readonly sideways: number; readonly down: number }> {
  return page.evaluate(() => {
    const { documentElement: whole } = document;
    const main = document.querySelector('main') ?? whole;
    // Lower than 400 px the page scrolls as one; else only its content does.
    const isOnePage = whole.clientHeight < 400;
    return {
      sideways: Math.max(whole.scrollWidth - whole.clientWidth, main.scrollWidth - main.clientWidth),
      down: isOnePage ? 0 : whole.scrollHeight - whole.clientHeight,
    };
  });
}
