/** The lid closes, the app is closed, the battery is empty: everything is where it was. */
import { expect, test } from 'playwright/test';
import { words } from '../../../../shared/words/words.ts';
import { type OpenVisit, openVisit } from '../open-visit.ts';
import { begin, flows, identified } from '../so-far.ts';

for (const how of ['closed', 'cut-off'] as const) {
  test(`an app that is ${how} in the middle of a visit goes on where it was`, async () => {
    await using site = await openVisit({ nodes: 2 });
    const nodes = await identified(site);
    const [boss, worker] = site.machines;
    if (boss === undefined || worker === undefined) throw new Error('this site has two machines');
    // Away, so that the ledger is what the disk holds and not what the console gave back.
    await site.hospital.console.setTrouble({ away: true });
    await site.visit.check(null);
    await site.ask('settings.write', { sweepPace: 'normal', theme: 'dark' });
    await begin(site, nodes[0]?.id ?? '');
    await site.visit.openProvision(boss.label);
    await site.visit.title(words('provisioning.title.running', { label: boss.label })).waitFor();
    const before = await remembered(site);

    await site.reopen(how);
    const { visit, page } = site;
    await expect(visit.title(site.hospital.pack.visit.title)).toBeVisible();
    const after = await remembered(site);
    expect(after.nodes).toEqual(before.nodes);
    expect(after.reports).toEqual(before.reports);
    expect(after.settings).toEqual({ sweepPace: 'normal', theme: 'dark', syncAutomatically: true });
    expect(after.pack).toEqual(before.pack);
    // Provisioning may have gone on by a step; what was there is there, under the same hash.
    expect(after.ledger.slice(0, before.ledger.length)).toEqual(before.ledger);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');

    await visit.place('checks');
    await expect(page.getByText(words('checks.summary.good'))).toBeVisible();
    await visit.openProvision(worker.label);
    await expect(visit.title(words('provisioning.title', { label: worker.label }))).toBeVisible();
    await visit.openProvision(boss.label);
    await visit.waitForProvisioned(boss.label);
    expect((await flows(site)).map(({ at }) => at)).toEqual(['done']);
    await site.hospital.console.setTrouble({});
    await visit.send();
    expect((await site.ask('sync.status', {})).unsent).toBe(0);
  });
}

/** What a visit is made of, as the engine holds it. */
async function remembered({ ask }: OpenVisit) {
  const [nodes, reports, { pack }, settings, ledger] = await Promise.all([
    ask('discovery.nodes', {}),
    ask('checks.latest', {}),
    ask('sites.overview', {}),
    ask('settings.read', {}),
    ask('sync.ledger', { limit: 500 }),
  ]);
  return {
    nodes: nodes
      .map(({ id, name, slotId, identified: isBound, serial }) => ({
        ...{ id, name, slotId, isBound },
        serial: serial?.value,
      }))
      .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    reports,
    pack,
    settings,
    ledger: ledger.entries.map(({ op }) => `${op.devSeq} ${op.kind} ${op.hash}`).toReversed(),
  };
}
