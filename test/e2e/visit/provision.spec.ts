/** What is shown is what runs; what a node refuses is not written; what goes wrong stops with its reason. */
import { createHash } from 'node:crypto';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import { sizeWords } from '../../../renderer/ui/sizes.ts';
import type { ProvisionPlan } from '../../../shared/domain/provisioning/plan.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { labHardware } from '../../hospital/node/lab-hardware.ts';
import type { LabNode } from '../../hospital/node/lab-node.ts';
import { clientFor } from '../../hospital/node/stories/node-client.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { flows, identified } from './so-far.ts';

test('the plan that is read on the screen is what the node runs in the end', async () => {
  await using site = await openVisit({ nodes: 1 });
  const { node, label } = await oneNode(site);
  const { visit, page, hospital } = site;
  await visit.openProvision(label);
  const plan = await readPlan(site);
  expect(node.state().isConfigured).toBe(false);
  await visit.applyPlan(label);
  await expect(page.getByRole('list', { name: words('provisioning.stages') })).toContainText(
    words('provisioning.step.install'),
  );
  await visit.waitForProvisioned(label);
  const proved = page.getByRole('list', { name: words('provisioning.proved') });
  for (const step of ['apply', 'install', 'reconnect', 'bootstrap', 'health', 'platform'] as const) {
    await expect(proved).toContainText(words(`provisioning.proved.${step}`));
  }
  expect(node.state()).toMatchObject({
    ...{ isReady: true, isBootstrapped: true, stage: 'running' },
    ...{ hostname: plan.hostname, role: plan.role, systemDisk: plan.disk.devPath },
  });
  expect(plan.address).toBe(`${node.address}/25`);
  expect(await configHashOf(node, hospital.pack)).toBe(plan.configSha256);
  const [flow] = await flows(site);
  expect(flow).toMatchObject({ at: 'done', healthy: true, planHash: plan.hash });
  await expect.poll(async () => (await site.ask('sync.status', {})).unsent).toBe(0);
  expect(await site.consoleKinds()).toEqual(
    expect.arrayContaining(['provision.planned', 'provision.step', 'provision.done']),
  );
  await visit.place('visit');
  await expect(page.getByText(words('sites.task.slot-healthy'))).toBeVisible();
});

test('a template that renders to what the node refuses goes no further than the plan', async () => {
  await using site = await openVisit({ nodes: 1, changePack: withUnknownKey });
  const { node, label, nodeId } = await oneNode(site);
  const { visit, page } = site;
  await visit.openProvision(label);
  await expect(page.getByText(words('provisioning.line.dryRunNo'))).toBeVisible();
  await visit.button(words('provisioning.everything')).click();
  await expect(page.getByRole('region', { name: words('provisioning.everything.dryRun') })).toContainText(
    'favouriteColour',
  );
  await expect(visit.button(words('provisioning.act.apply', { label }))).toBeDisabled();
  const { hash, dryRun } = await site.ask('provisioning.plan', { nodeId });
  expect(dryRun.accepted).toBe(false);
  const start = site.ask('provisioning.start', { nodeId, planHash: hash });
  await expect(start).rejects.toThrow('node-refused-config');
  untouched(node);
});

test('a node that refuses after all stops it in words; put right, it goes on from the same step', async () => {
  await using site = await openVisit({ nodes: 1 });
  const { node, label } = await oneNode(site);
  const { visit, page } = site;
  await visit.openProvision(label);
  await readPlan(site);
  const detail = 'machine is locked by the fleet';
  await node.misbehave({ refuseConfig: detail });
  await visit.applyPlan(label);
  await visit.waitForStopped(label);
  const card = visit.failure({ code: 'node-refused-config', facts: { node: label, detail } });
  await expect(card).toContainText(failureCodes['node-refused-config']);
  await expect(card).toContainText(detail);
  expect(await flows(site)).toMatchObject([{ at: 'stopped', stoppedAt: 'apply' }]);
  untouched(node);
  await visit.place('visit');
  await expect(page.getByText(words('sites.task.slot-stopped', { step: 'apply' }))).toBeVisible();

  await node.misbehave({});
  await visit.openProvision(label);
  await visit.button(words('provisioning.act.continue', { label })).click();
  await visit.waitForProvisioned(label);
  expect(installs(node)).toBe(1);
});

test('a disk that disappears after the plan is named, and nothing is written', async () => {
  const [disk] = labHardware(0).disks.filter(({ transport }) => transport === 'nvme');
  await using site = await openVisit({
    nodes: 1,
    misbehave: { 'lab-edge-01': { diskDisappears: disk?.serial ?? '' } },
  });
  const { node, label } = await oneNode(site);
  const { visit, page } = site;
  await visit.openProvision(label);
  await expect(page.getByRole('region', { name: words('provisioning.review') })).toContainText(
    disk?.serial ?? '?',
  );
  await visit.applyPlan(label);
  await visit.waitForStopped(label);
  const [flow] = await flows(site);
  expect(flow?.failure).toMatchObject({ code: 'disk-missing', facts: { node: label } });
  if (flow?.failure?.code !== 'disk-missing') throw new Error('it stopped for another reason');
  await expect(visit.failure(flow.failure)).toContainText(failureCodes['disk-missing']);
  await expect(visit.failure(flow.failure)).toContainText(String(flow.failure.facts.rule));
  untouched(node);
});

test('a plan that is no longer true is not applied', async () => {
  await using site = await openVisit({ nodes: 1 });
  const { node, nodeId } = await oneNode(site);
  const planHash = 'f'.repeat(64);
  await expect(site.ask('provisioning.start', { nodeId, planHash })).rejects.toThrow('plan-changed');
  expect(await flows(site)).toEqual([]);
  untouched(node);
});

async function oneNode(site: OpenVisit) {
  const [view] = await identified(site);
  const [node] = site.hospital.nodes;
  if (view === undefined || node === undefined) throw new Error('this site has one machine');
  return { node, nodeId: view.id, label: view.name };
}

/** Reads the plan off the screen, line by line, and gives the engine's own. */
async function readPlan({ page, visit, ask }: OpenVisit): Promise<ProvisionPlan> {
  await expect(page.getByText(words('provisioning.line.dryRunYes'))).toBeVisible();
  const [node] = await ask('discovery.nodes', {});
  const plan = await ask('provisioning.plan', { nodeId: node?.id ?? '' });
  const { disk, role, hostname, address, talosVersion } = plan;
  const lines = page.getByRole('region', { name: words('provisioning.review') });
  await expect(lines).toContainText(disk.serial);
  await expect(lines).toContainText(disk.devPath);
  const size = sizeWords(disk.sizeBytes);
  await expect(lines).toContainText(words('provisioning.line.diskValue', { model: disk.model, size }));
  await expect(lines).toContainText(words('provisioning.line.roleValue', { role, hostname, address }));
  await expect(lines).toContainText(words('provisioning.line.systemValue', { talosVersion }));
  await visit.button(words('provisioning.everything')).click();
  await expect(page.getByRole('main')).toContainText(plan.hash);
  await expect(page.getByRole('main')).toContainText(plan.configSha256);
  return plan;
}

/** SHA-256 of the configuration that the node itself keeps, read with the site's own certificate. */
async function configHashOf(node: LabNode, { cluster }: Pack): Promise<string> {
  // Talos labels the key in its own way, which only Talos reads.
  const keyPem = cluster.adminKey.replaceAll('ED25519 PRIVATE KEY', 'PRIVATE KEY');
  const client = clientFor(node, { certificatePem: cluster.adminCertificate, keyPem });
  const { resource } = await client.state.get({
    ...{ namespace: 'config', type: 'MachineConfigs.config.talos.dev', id: 'persistent' },
  });
  // The resource is YAML whose one value is the text of the configuration.
  const text: unknown = parse(resource?.spec?.yamlSpec ?? '');
  return createHash('sha256').update(String(text)).digest('hex');
}

const installs = (node: LabNode): number =>
  node.consoleLines().filter((line) => line.includes('installing Talos to disk')).length;

function untouched(node: LabNode): void {
  expect(node.state()).toMatchObject({ stage: 'maintenance', isConfigured: false, systemDisk: null });
  expect(installs(node)).toBe(0);
}

/** What a mistake in the back office looks like: a key that no Talos knows. */
function withUnknownKey(pack: Pack): Pack {
  const templates = pack.templates.map((template) => ({
    ...template,
    text: template.text.replace('machine:\n', 'machine:\n  favouriteColour: blue\n'),
  }));
  return { ...pack, templates };
}
