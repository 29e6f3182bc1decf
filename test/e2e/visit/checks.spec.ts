/** The network rehearsed: a sound site is good from everywhere; each trouble is one cause with its owner and its text. */
import { expect, test } from 'playwright/test';
import type { CheckReport } from '../../../shared/domain/checks/check.ts';
import { laptopCheckCodes, nodeCheckCodes } from '../../../shared/domain/checks/check-codes.ts';
import { foldReport } from '../../../shared/domain/checks/fold-report.ts';
import { titleOfCheck, wordsOfEntry } from '../../../shared/words/check-words.ts';
import { words } from '../../../shared/words/words.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { found, identified } from './so-far.ts';

test('a sound site is good from the laptop and from a node, check by check', async () => {
  await using site = await openVisit({ nodes: 1 });
  await identified(site);
  const { visit, page, machines } = site;
  const label = machines[0]?.label ?? '';
  for (const [from, codes] of [
    [null, laptopCheckCodes],
    [label, nodeCheckCodes],
  ] as const) {
    await visit.check(from);
    await expect(page.getByText(words('checks.summary.good'))).toBeVisible();
    for (const code of codes) {
      const rung = page.getByRole('listitem').filter({ hasText: titleOfCheck(code) });
      await expect(rung.getByText(words('frame.state.ok'))).toBeAttached();
    }
  }
  const reports = await site.ask('checks.latest', {});
  expect(reports.map(({ vantage }) => vantage.from)).toEqual(['node', 'laptop']);
  for (const { entries } of reports) {
    expect(entries.map(({ code, finding }) => `${code} ${finding.state}`)).toEqual(
      (entries.length === laptopCheckCodes.length ? laptopCheckCodes : nodeCheckCodes).map(
        (code) => `${code} ok`,
      ),
    );
  }
  await expect.poll(async () => (await site.consoleKinds()).filter(isChecks).length).toBe(2);
});

test('a hijacked name server, a firewall that opens TLS and a clock that is off are three causes', async () => {
  await using site = await openVisit({ nodes: 1 });
  await found(site);
  const { visit, page, hospital } = site;
  hospital.dns[0]?.setTrouble({ hijack: true });
  hospital.ntp[0]?.setTrouble({ aheadMs: 90_000 });
  const [api] = hospital.endpoints;
  await api?.setTrouble({ intercepted: true });
  await visit.check(null);
  await expect(page.getByText(words('checks.summary.causes', { causes: 3 }))).toBeVisible();
  const causes = foldReport(await laptopReport(site)).causes;
  expect(causes.map(({ entry }) => [entry.code, entry.owner])).toEqual([
    ['time-offset', 'you'],
    ['tls-interception', 'hospital-it'],
    ['dns-servers', 'hospital-it'],
  ]);
  for (const { entry } of causes) {
    const { title, sentence, remedy } = wordsOfEntry(entry);
    const card = page.getByRole('article', { name: title });
    await expect(card).toContainText(sentence);
    await expect(card).toContainText(remedy ?? '');
    await expect(card).toContainText(words(`checks.owner.${entry.owner}`));
  }

  const tls = causes.find(({ entry }) => entry.code === 'tls-interception');
  if (tls === undefined) throw new Error('no cause');
  const { title, request } = wordsOfEntry(tls.entry);
  expect(request).toContain(hospital.addresses.endpoints[0]?.host);
  const card = page.getByRole('article', { name: title });
  await expect(card).toContainText('FortiGate');
  await card.getByRole('button', { name: words('checks.requestLabel', { title }) }).click();
  expect(await copied(site, words('checks.request.copy'))).toBe(request);
  const whole = await copied(site, words('checks.page.copy'));
  expect(whole).toContain(request);
  expect(whole).toContain(hospital.pack.site.name);
});

test('a backend that cannot be reached is one cause, and what waits for it is folded under it', async () => {
  await using site = await openVisit({ nodes: 1 });
  await found(site);
  const { visit, page, hospital } = site;
  for (const endpoint of hospital.endpoints) await endpoint.setTrouble({ closed: true });
  await visit.check(null);
  await expect(page.getByText(words('checks.summary.causes', { causes: 1 }))).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(1);
  const card = page.getByRole('article', { name: titleOfCheck('egress') });
  await expect(card).toContainText(words('checks.severity.blocks'));
  const waiting = card.getByRole('button', { name: words('checks.consequences', { count: 1 }) });
  await expect(card).not.toContainText(titleOfCheck('tls-interception'));
  await waiting.click();
  await expect(card).toContainText(titleOfCheck('tls-interception'));
  const skipped = (await laptopReport(site)).entries.find(({ code }) => code === 'tls-interception');
  expect(skipped?.finding).toEqual({ state: 'skipped', because: 'egress' });
  // The same cause is what the visit's list tells.
  await visit.place('visit');
  await expect(page.getByText(words('sites.task.network-faults', { faults: 1 }))).toBeVisible();
});

test('from the node the wrong time of the site is named, and what is put right is good again', async () => {
  await using site = await openVisit({ nodes: 1 });
  await identified(site);
  const { visit, page, machines, hospital } = site;
  const label = machines[0]?.label ?? '';
  hospital.ntp[0]?.setTrouble({ aheadMs: 90_000 });
  await visit.check(label);
  const card = page.getByRole('article', { name: titleOfCheck('node-time') });
  await expect(card).toBeVisible();
  const reports = await site.ask('checks.latest', {});
  const entry = reports[0]?.entries.find(({ code }) => code === 'node-time');
  expect(entry?.finding).toMatchObject({ state: 'fault' });
  await expect(card).toContainText(entry === undefined ? '' : wordsOfEntry(entry).sentence);
  hospital.ntp[0]?.setTrouble({});
  await visit.check(label);
  await expect(page.getByText(words('checks.summary.good'))).toBeVisible();
});

const isChecks = (kind: string): boolean => kind === 'checks.recorded';

async function laptopReport({ ask }: OpenVisit): Promise<CheckReport> {
  const report = (await ask('checks.latest', {})).find(({ vantage }) => vantage.from === 'laptop');
  if (report === undefined) throw new Error('no report from the laptop');
  return report;
}

/** Presses the act and gives what the desktop's clipboard holds then. */
async function copied({ visit, page, app }: OpenVisit, act: string): Promise<string> {
  await app.evaluate(({ clipboard }) => clipboard.clear());
  await visit.button(act).click();
  await expect(page.getByText(words('frame.copied')).first()).toBeVisible();
  return await app.evaluate(({ clipboard }) => clipboard.readText());
}
