/** The smallest laptop that we promise to fit, and that laptop read at 200 %: one way to scroll, and the next act in sight. */
import { expect, test } from 'playwright/test';
import { goTo, openRichVisit, screensOf } from './screens.ts';

/** 1366×768 at 150 %. */
const SMALLEST = { width: 911, height: 512 };

test('no screen scrolls sideways and every primary act is in sight, at 100 % and at 200 %', async () => {
  await using site = await openRichVisit();
  const screens = await screensOf(site);
  const { visit, page, app } = site;
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, SMALLEST);
  for (const factor of [1, 2]) {
    await app.evaluate(({ BrowserWindow }, zoom) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(zoom);
    }, factor);
    await expect
      .poll(() => page.evaluate(() => innerWidth))
      .toBeLessThanOrEqual(Math.ceil(SMALLEST.width / factor));
    for (const screen of screens) {
      const where = `${screen.path} at ${factor * 100} %`;
      await goTo(site, screen);
      expect(await visit.overflow(), where).toEqual([]);
      const acts = page.getByRole('contentinfo').locator('a, button');
      await expect(acts.last(), where).toBeInViewport({ ratio: 1 });
    }
  }
});
