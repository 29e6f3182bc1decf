/** A page that is loaded again, or crashes, finds the work that runs; what runs can be stopped at once. */
import { expect, test } from 'playwright/test';
import { words } from '../../../../shared/words/words.ts';
import { SITE_ID } from '../../../hospital/pack/build-pack.ts';
import { type OpenVisit, openVisit } from '../open-visit.ts';
import { begin, identified, prepared } from '../so-far.ts';

/** The longest that a person may wait after pressing Stop. */
const STOP_LIMIT_MS = 200;

test('a sweep is found again after a reload, with its progress, and stops within 200 ms', async () => {
  await using site = await openVisit({ nodes: 1 });
  await prepared(site);
  const { visit, page, hospital } = site;
  const range = `${hospital.addresses.base}.0/24`;
  await visit.place('nodes');
  await visit.button(words('discovery.sweep.act', { range })).click();
  const progress = page.getByText(/^\d+ of \d+ addresses/);
  await expect(progress).toBeVisible();
  const before = await swept(site);
  await page.reload();
  await expect(progress).toBeVisible();
  expect(await swept(site)).toBeGreaterThanOrEqual(before);
  // From every other screen it is one line in the header, which leads back.
  await visit.place('visit');
  await page.getByRole('link', { name: new RegExp(words('frame.running.discovery.sweep')) }).click();
  await expect(progress).toBeVisible();

  expect(await stopTime(site, words('discovery.sweep.stop'), 'Sweep stopped')).toBeLessThan(STOP_LIMIT_MS);
  await expect.poll(() => site.consoleKinds()).toContain('sweep.performed');
  const ops = await hospital.console.ops(SITE_ID);
  const body = ops.find(({ op }) => op.kind === 'sweep.performed')?.op.body;
  expect(body).toMatchObject({ ending: 'stopped', pace: 'gentle' });
  expect(body?.count).toBeLessThan(240);
  expect(hospital.medicalDevices.touches).toEqual([]);
});

test('checks are found again after a reload and can be stopped', async () => {
  await using site = await openVisit({ nodes: 1 });
  await prepared(site);
  const { visit, page, hospital } = site;
  for (const server of hospital.dns) server.setTrouble({ silent: true });
  for (const endpoint of hospital.endpoints) await endpoint.setTrouble({ silent: true });
  await visit.place('checks');
  await visit.button(words('checks.act.laptop')).click();
  const running = page.getByText(words('checks.running.laptop'));
  await expect(running).toBeVisible();
  await page.reload();
  await expect(running).toBeVisible();
  const act = words('checks.act.laptop');
  expect(await stopTime(site, words('checks.act.stop'), act)).toBeLessThan(STOP_LIMIT_MS);
  await expect(page.getByText(words('checks.empty.title'))).toBeVisible();
  expect(await site.ask('checks.latest', {})).toEqual([]);
});

test('provisioning goes on while the page is loaded again in the middle of it', async () => {
  await using site = await openVisit({ nodes: 1 });
  const [node] = await identified(site);
  const label = node?.name ?? '';
  await begin(site, node?.id ?? '');
  await site.visit.openProvision(label);
  await site.visit.title(words('provisioning.title.running', { label })).waitFor();
  await site.page.reload();
  await site.visit.waitForProvisioned(label);
});

/** How many addresses the screen says were asked so far. */
async function swept({ page }: OpenVisit): Promise<number> {
  const text = await page.getByText(/^\d+ of \d+ addresses/).textContent();
  return Number.parseInt(text ?? '', 10);
}

/** Presses an act in the page and measures there how long it takes until a text (or a button of that name) shows. */
function stopTime({ page }: OpenVisit, act: string, shows: string): Promise<number> {
  return page.evaluate(
    ([name, wanted]) =>
      new Promise<number>((resolve, reject) => {
        const button = [...document.querySelectorAll('button')].find((one) => one.textContent === name);
        if (button === undefined) return reject(new Error(`no button ${name}`));
        const beganAt = performance.now();
        const look = () => {
          if (!document.body.textContent?.includes(wanted)) return;
          watch.disconnect();
          resolve(performance.now() - beganAt);
        };
        const watch = new MutationObserver(look);
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        button.click();
      }),
    [act, shows] as const,
  );
}
