/** Every screen of a real visit, light and dark, without a word of complaint from axe. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { words } from '../../../shared/words/words.ts';
import { openVisit } from './open-visit.ts';
import { goTo, openRichVisit, screensOf } from './screens.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const schemes = ['light', 'dark'] as const;

test('every screen of a visit can be read and used by everyone, light and dark', async () => {
  await using site = await openRichVisit();
  const screens = await screensOf(site);
  const { page } = site;
  await page.evaluate(axe);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const screen of screens) {
      await goTo(site, screen);
      expect(await violations(page), `${screen.path} ${colorScheme}`).toEqual([]);
    }
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('menuitem').first()).toBeVisible();
    expect(await violations(page), `the palette ${colorScheme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

test('so can the first screen, before the laptop is enrolled', async () => {
  await using site = await openVisit({ nodes: 1, isEnrolled: false });
  const { page } = site;
  await expect(site.visit.title(words('sites.title.none'))).toBeVisible();
  await page.evaluate(axe);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await site.chooseFile(site.hospital.enrolmentFile);
  await site.visit.button(words('sites.enrol.act')).click();
  await expect(page.getByText(words('sites.task.pack-missing'))).toBeVisible();
});

/** What axe finds, one line each, with the place. */
function violations(page: Page): Promise<readonly string[]> {
  return page.evaluate(async (values) => {
    // Put there by the story.
    const { axe: loaded } = globalThis as typeof globalThis & { axe: typeof import('axe-core') };
    const found: AxeResults = await loaded.run(document, { runOnly: [...values] });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id} at ${target.join(' ')}`),
    );
  }, rules);
}
