/** Every screen in each of its states: to be read by everyone, at every size, without a word of complaint. */
import { expect, test } from 'playwright/test';
import { openPageWindow, type PageWindow } from '../open-page.ts';
import { everyScreen } from './every-screen.ts';
import { lookOver } from './look-over.ts';

let window: PageWindow;
test.beforeAll(async () => {
  window = await openPageWindow();
});
test.afterAll(() => window.close());

for (const { scene, path, shows } of everyScreen) {
  test(`${scene} ${path}: clean for axe in both themes, scrolls one way only, and makes no complaint`, async () => {
    const { page } = window;
    await page.setViewportSize({ width: 1366, height: 768 });
    await window.open(scene, path);
    await expect(page.getByText(shows).first()).toBeVisible();
    await lookOver(window);
  });
}
