/** The engine dies in the middle of provisioning, again and again; the work is done once and nothing of it is lost. */
import { expect, test } from 'playwright/test';
import type { ProvisionStep } from '../../../../shared/domain/provisioning/flow-view.ts';
import { failureCodes } from '../../../../shared/failure/failure.ts';
import { words } from '../../../../shared/words/words.ts';
import type { LabNode } from '../../../hospital/node/lab-node.ts';
import { SITE_ID } from '../../../hospital/pack/build-pack.ts';
import { type OpenVisit, openVisit } from '../open-visit.ts';
import { begin, flows, identified, prepared } from '../so-far.ts';

/** How often a step is looked at: the shortest takes a tenth of a second at this pace. */
const LOOK_EVERY_MS = 20;

test('killed while the config is on its way, while it installs and while it becomes healthy, it still installs once', async () => {
  await using site = await openVisit({ nodes: 1 });
  const [view] = await identified(site);
  const [node] = site.hospital.nodes;
  if (view === undefined || node === undefined) throw new Error('this site has one machine');
  const label = view.name;
  await site.visit.openProvision(label);

  // The node has the config and the engine does not know it yet.
  const first = await site.enginePid();
  const sent = until(node, 'apply config request');
  await begin(site, view.id);
  await site.visit.title(words('provisioning.title.running', { label })).waitFor();
  await sent;
  await die(site, first);

  await reach(site, ['install', 'reconnect']);
  await die(site, await site.enginePid());
  await reach(site, ['health', 'platform']);
  await die(site, await site.enginePid());

  await site.visit.waitForProvisioned(label);
  expect(node.state()).toMatchObject({ isReady: true, isBootstrapped: true });
  expect(count(node, 'apply config request')).toBe(1);
  expect(count(node, 'installing Talos to disk')).toBe(1);
  expect(await flows(site)).toMatchObject([{ at: 'done', healthy: true }]);
  await nothingLostOrDoubled(site);
});

test('a sweep that dies with the engine says so, is on record as interrupted, and can be begun again', async () => {
  await using site = await openVisit({ nodes: 1 });
  await prepared(site);
  const { visit, page, hospital } = site;
  const range = `${hospital.addresses.base}.0/24`;
  await visit.place('nodes');
  await visit.button(words('discovery.sweep.act', { range })).click();
  await expect(page.getByText(/^\d+ of \d+ addresses/)).toBeVisible();
  await die(site, await site.enginePid());
  await expect(visit.failure({ code: 'engine-away', facts: {} })).toContainText(failureCodes['engine-away']);
  await expect(visit.button(words('discovery.sweep.act', { range }))).toBeEnabled();
  await expect.poll(() => site.consoleKinds()).toContain('sweep.performed');
  const ops = await hospital.console.ops(SITE_ID);
  const swept = ops.filter(({ op }) => op.kind === 'sweep.performed').map(({ op }) => op.body.ending);
  expect(swept).toEqual(['interrupted']);
  // What was listened for before is listened for again.
  await expect(page.getByText(words('discovery.listen.on', { interfaces: 'lo 127.0.0.1' }))).toBeVisible();

  await site.ask('settings.write', { sweepPace: 'normal' });
  await visit.sweep(range);
  await nothingLostOrDoubled(site);
});

/** Kills the engine as a crash does; the person is told at once that it comes back. */
async function die({ page }: OpenVisit, pid: number): Promise<void> {
  const told = page.getByText(words('frame.engineAway')).waitFor();
  process.kill(pid, 'SIGKILL');
  await told;
  await page.getByText(words('frame.engineAway')).waitFor({ state: 'hidden' });
}

/** Waits until the one provisioning is at one of these steps. */
async function reach(site: OpenVisit, steps: readonly ProvisionStep[]): Promise<void> {
  const current = async () => {
    const [flow] = await flows(site);
    return steps.some((step) => step === flow?.at);
  };
  await expect
    .poll(current, {
      intervals: [LOOK_EVERY_MS],
      timeout: 40_000,
    })
    .toBe(true);
}

/** Resolves with the first line of the node's console that says it. */
function until(node: LabNode, said: string): Promise<void> {
  return new Promise((resolve) => {
    const end = node.onConsoleLine((line) => {
      if (!line.includes(said)) return;
      end();
      resolve();
    });
  });
}

const count = (node: LabNode, said: string): number =>
  node.consoleLines().filter((line) => line.includes(said)).length;

/** The console holds what this laptop recorded: each op once, each step once for its node, and all of them. */
async function nothingLostOrDoubled(site: OpenVisit): Promise<void> {
  await expect.poll(async () => (await site.ask('sync.status', {})).unsent).toBe(0);
  const { entries, total } = await site.ask('sync.ledger', { limit: 500 });
  const here = entries.map(({ op }) => op.opId).toSorted();
  const there = (await site.hospital.console.ops(SITE_ID)).map(({ op }) => op);
  expect(there.map(({ opId }) => opId).toSorted()).toEqual(here);
  expect(new Set(here).size).toBe(total);
  expect(there.map(({ devSeq }) => devSeq).toSorted((a, b) => a - b)).toEqual(
    there.map((_, index) => index + 1),
  );
  const steps = there
    .filter(({ kind }) => kind.startsWith('provision.'))
    .map(({ kind, agg, body }) => `${agg} ${kind} ${String(body.step ?? '')}`);
  expect(steps.filter((step, index) => steps.indexOf(step) !== index)).toEqual([]);
}
