import { expect } from 'playwright/test';
import { words } from '../../../shared/words/words.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { begin, flows, found, identify } from './so-far.ts';

/** A screen by its address, with the title that it has in this visit. */
export interface Screen {
  readonly path: string;
  readonly title: string;
}

/** Two nodes through most of their provisioning, on a machine that has both cores busy. */
const READY_LIMIT_MS = 60_000;

/**
 * A visit in which every screen has something to show: one node is done, one stopped, one runs and never ends, one is
 * to be reviewed and one to be identified; strangers are there, the checks found a cause, and a bundle was made.
 */
export async function openRichVisit(): Promise<OpenVisit> {
  return await openVisit({ nodes: 5, strangers: true, misbehave: { 'lab-edge-05': { neverReady: true } } });
}

/** Brings a rich visit to where it is rich, and gives its screens. */
export async function screensOf(site: OpenVisit): Promise<readonly Screen[]> {
  const { hospital, ask, run } = site;
  const ids = (await found(site)).map(({ id }) => id);
  const [done = '', stopped = '', review = '', toIdentify = '', running = ''] = ids;
  for (const index of [0, 1, 2, 4]) await identify(site, index, ids[index] ?? '');
  for (const { address } of [hospital.addresses.foreignNode, hospital.addresses.unknownMachine]) {
    await ask('discovery.addTyped', { typed: address });
  }
  const { hash } = await ask('provisioning.plan', { nodeId: stopped });
  await hospital.node('lab-edge-02').misbehave({ refuseConfig: 'machine is locked by the fleet' });
  await ask('provisioning.start', { nodeId: stopped, planHash: hash });
  for (const id of [done, running]) await begin(site, id);
  await hospital.endpoints[0]?.setTrouble({ intercepted: true });
  await hospital.endpoints[1]?.setTrouble({ closed: true });
  await run('checks.run', { from: 'laptop' });
  await expect
    .poll(async () => (await flows(site)).map(({ nodeId, at }) => [nodeId, at]), { timeout: READY_LIMIT_MS })
    .toEqual(
      expect.arrayContaining([
        [done, 'done'],
        [stopped, 'stopped'],
        [running, 'health'],
      ]),
    );
  await run('checks.run', { from: { nodeId: done } });
  const sources = await ask('bundles.sources', {});
  await run('bundles.create', { sources: sources.map(({ id }) => id).slice(0, 3), path: null });
  return screens({ site, done, stopped, review, toIdentify, running });
}

interface Scene {
  readonly site: OpenVisit;
  readonly done: string;
  readonly stopped: string;
  readonly review: string;
  readonly toIdentify: string;
  readonly running: string;
}

function screens({ site, done, stopped, review, toIdentify, running }: Scene): readonly Screen[] {
  const labels = site.machines.map(({ label }) => label);
  const label = (index: number) => ({ label: labels[index] ?? '' });
  const node = (id: string, what: 'identify' | 'provision') => `/nodes/${encodeURIComponent(id)}/${what}`;
  return [
    { path: '/', title: site.hospital.pack.visit.title },
    { path: '/ready', title: words('sites.ready.title') },
    { path: '/nodes', title: words('discovery.title') },
    { path: node(toIdentify, 'identify'), title: words('identify.title', { name: 'talos' }) },
    { path: node(review, 'provision'), title: words('provisioning.title', label(2)) },
    { path: node(running, 'provision'), title: words('provisioning.title.running', label(4)) },
    { path: node(stopped, 'provision'), title: words('provisioning.title.stopped', label(1)) },
    { path: node(done, 'provision'), title: words('provisioning.title.done', label(0)) },
    { path: '/checks', title: words('checks.title') },
    { path: `/checks?from=${encodeURIComponent(done)}`, title: words('checks.title') },
    { path: '/serial', title: words('serial.title') },
    { path: '/bundle', title: words('bundles.title') },
    { path: '/ledger', title: words('sync.title') },
    { path: '/handover', title: words('sites.handover.title') },
    { path: '/setup', title: words('settings.title') },
  ];
}

/** Goes to a screen by its address and waits until it is there with what it shows. */
export async function goTo({ page }: OpenVisit, { path, title }: Screen): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await expect(page.getByRole('main').getByRole('status', { name: words('frame.loading') })).toHaveCount(0);
}
