/** Without the console the work goes on; when it is back everything gets there once, and only then is it called confirmed. */
import { expect, test } from 'playwright/test';
import { words } from '../../../shared/words/words.ts';
import { SITE_ID } from '../../hospital/pack/build-pack.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { found } from './so-far.ts';

/** Back-off after an absence of some seconds is some seconds; it grows no faster than the absence itself. */
const BACK_LIMIT_MS = 40_000;

test('while the console is away work goes on, also over a restart; back again, all is confirmed by itself', async () => {
  await using site = await openVisit({ nodes: 1 });
  await found(site);
  await allConfirmed(site);
  const { hospital, machines } = site;
  const before = (await site.ask('sync.status', {})).confirmed;
  await hospital.console.setTrouble({ away: true });

  const [machine] = machines;
  if (machine === undefined) throw new Error('this site has one machine');
  await site.visit.openIdentify(machine);
  await site.visit.readIdentity(machine);
  await site.visit.confirmIdentity(machine);
  await site.visit.check(null);
  await expect(site.page.getByText(words('checks.summary.good'))).toBeVisible();
  await chipSays(site, words('sync.chip.away', { unsent: 2 }));
  expect(await site.ask('sync.status', {})).toMatchObject({
    ...{ unsent: 2, needsYou: 0, confirmed: before },
    connection: { state: 'away', code: 'console-unreachable' },
  });

  await site.reopen();
  await chipSays(site, words('sync.chip.away', { unsent: 2 }));
  await site.visit.place('ledger');
  await site.page.getByRole('radio', { name: words('sync.filter.unsent') }).check({ force: true });
  const entries = site.page.getByRole('list', { name: words('sync.list') }).getByRole('listitem');
  await expect(entries).toHaveCount(2);
  await expect(entries.first()).toContainText(words('sync.op.checks.recorded', { from: 'this laptop' }));
  await expect(site.page.getByText(/^Not connected since /)).toBeVisible();

  await hospital.console.setTrouble({});
  await chipSays(site, words('sync.chip.all'));
  await expect(site.page.getByText(words('sync.empty.other'))).toBeVisible();
  await sameOnBothSides(site);
});

test('an answer that is lost after the console has kept the work leads to no second entry', async () => {
  await using site = await openVisit({ nodes: 1 });
  // A machine that is found later would be one more entry in the ledger.
  await found(site);
  await allConfirmed(site);
  const { hospital, visit } = site;
  await hospital.console.setTrouble({ dropAnswers: 2 });
  await visit.check(null);
  await expect
    .poll(() => pushes(site).filter(({ status }) => status === 0).length, { timeout: BACK_LIMIT_MS })
    .toBe(2);
  await allConfirmed(site);
  expect(pushes(site).at(-1)).toMatchObject({ status: 200 });
  await sameOnBothSides(site);
});

test('a login page in between is not taken for the console, and nothing is lost over it', async () => {
  await using site = await openVisit({ nodes: 1 });
  // A machine that is found later would be one more entry in the ledger.
  await found(site);
  await allConfirmed(site);
  const { hospital, visit } = site;
  await hospital.console.setTrouble({ captivePortal: true });
  await visit.check(null);
  await chipSays(site, words('sync.chip.away', { unsent: 1 }));
  expect((await site.ask('sync.status', {})).connection).toMatchObject({ code: 'console-answer-wrong' });
  // A person who knows better need not wait.
  await hospital.console.setTrouble({});
  await visit.send();
  await sameOnBothSides(site);
});

test('what the console refuses needs a person, is kept, and is confirmed once the console takes it', async () => {
  await using site = await openVisit({ nodes: 1 });
  // A machine that is found later would be one more entry in the ledger.
  await found(site);
  await allConfirmed(site);
  const { hospital, visit, page } = site;
  await hospital.console.setTrouble({ refuseKinds: ['checks.recorded'] });
  await visit.check(null);
  await chipSays(site, words('sync.chip.needsYou', { needsYou: 1 }));
  await visit.place('ledger');
  await page.getByRole('radio', { name: words('sync.filter.needs-you') }).check({ force: true });
  const entry = page.getByRole('list', { name: words('sync.list') }).getByRole('listitem');
  // Until the filtered entries are here, those of before are shown.
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText(words('sync.opState.refused'));
  await entry.getByRole('button').click();
  await expect(entry).toContainText(words('sync.opDetail.refused', { detail: 'kind-refused' }));
  expect((await site.ask('sync.status', {})).unsent).toBe(1);

  await hospital.console.setTrouble({});
  expect(await hospital.console.readmit(SITE_ID)).toBe(1);
  await visit.send();
  await sameOnBothSides(site);
});

test('a console that sends this laptop away stops nothing but the sending', async () => {
  await using site = await openVisit({ nodes: 1 });
  // A machine that is found later would be one more entry in the ledger.
  await found(site);
  await allConfirmed(site);
  const { hospital, visit, page } = site;
  await hospital.console.setTrouble({ unauthorized: true });
  await visit.check(null);
  await chipSays(site, words('sync.chip.stuck', { unsent: 1 }));
  await expect(page.getByText(words('checks.summary.good'))).toBeVisible();
  expect((await site.ask('sync.status', {})).connection).toMatchObject({ code: 'console-refused' });
  await hospital.console.setTrouble({});
  await visit.send();
  await sameOnBothSides(site);
});

async function chipSays({ page }: OpenVisit, text: string): Promise<void> {
  const chip = page
    .getByRole('banner')
    .getByRole('link', { name: new RegExp(`^${words('frame.syncChip')}`) });
  await expect(chip).toContainText(text, { timeout: BACK_LIMIT_MS });
}

async function allConfirmed(site: OpenVisit): Promise<void> {
  await chipSays(site, words('sync.chip.all'));
  expect((await site.ask('sync.status', {})).unsent).toBe(0);
}

/** Every push so far, oldest first; status 0 where the connection was cut before the answer. */
function pushes({ hospital }: OpenVisit) {
  return hospital.console.requests.filter(({ path }) => path.endsWith('/push'));
}

/** The console holds exactly what the ledger holds, each entry once, and all of it was read back. */
async function sameOnBothSides(site: OpenVisit): Promise<void> {
  await allConfirmed(site);
  const { entries } = await site.ask('sync.ledger', { limit: 500 });
  expect(new Set(entries.map(({ state }) => state))).toEqual(new Set(['confirmed']));
  const there = (await site.hospital.console.ops(SITE_ID)).map(({ op }) => op.hash);
  expect(there.toSorted()).toEqual(entries.map(({ op }) => op.hash).toSorted());
}
