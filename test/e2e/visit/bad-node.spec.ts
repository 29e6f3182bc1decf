/** Nodes that answer without end, with garbage or far too late: each in plain words, within its stated time, and nothing hangs. */
import { expect, test } from 'playwright/test';
import { type Failure, failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import type { Misbehaviour } from '../../hospital/node/lab-node-options.ts';
import { openVisit } from './open-visit.ts';
import { identified, prepared } from './so-far.ts';

/** One call to a node may take 10 s, a whole look at an address 8 s; then a person is told. */
const TOLD_WITHIN_MS = 15_000;

test('a node that sends 40 MB or garbage for a plan is named, left alone, and planned once it is put right', async () => {
  await using site = await openVisit({ nodes: 1 });
  await identified(site);
  const { visit, hospital, machines } = site;
  const [node] = hospital.nodes;
  const label = machines[0]?.label ?? '';
  const address = hospital.addresses.nodes[0]?.address ?? '';
  const apply = visit.button(words('provisioning.act.apply', { label }));
  const habits: readonly (readonly [Misbehaviour, Failure['code'], string])[] = [
    [{ hugeAnswerMiB: 40 }, 'node-answer-too-large', '8,388,608'],
    [{ garbage: true }, 'node-not-talos', 'It was left alone.'],
    [{ closed: true }, 'node-unreachable', 'Nothing was changed on it.'],
  ];
  await visit.openProvision(label);
  await expect(apply).toBeEnabled();
  for (const [habit, code, says] of habits) {
    await node?.misbehave(habit);
    await visit.button(words('provisioning.act.again')).click();
    const card = visit.page.getByRole('main').getByRole('region', { name: address });
    await expect(card, code).toContainText(failureCodes[code], { timeout: TOLD_WITHIN_MS });
    await expect(card, code).toContainText(says);
    await expect(apply, code).toBeDisabled();
  }
  await node?.misbehave({});
  await visit.button(words('provisioning.act.again')).click();
  await expect(apply).toBeEnabled();
  expect(node?.state()).toMatchObject({ isConfigured: false, systemDisk: null });
});

test('a node that takes too long is told within the stated time, and the rest of the app goes on', async () => {
  await using site = await openVisit({ nodes: 2 });
  await prepared(site);
  const { visit, page, hospital } = site;
  const [slow, quick] = hospital.addresses.nodes;
  await hospital.node('lab-edge-01').misbehave({ slowMs: 60_000 });
  await visit.place('nodes');
  await visit.typeAddress(slow?.address ?? '');
  // The quick one is asked by the engine meanwhile: nobody waits in line behind the slow one.
  const beganAt = performance.now();
  await site.ask('discovery.addTyped', { typed: quick?.address ?? '' });
  expect(performance.now() - beganAt).toBeLessThan(5000);
  await expect(visit.card(site.machines[1]?.serial ?? '')).toBeVisible();
  const silent = page.getByText(words('discovery.typed.silent', { typed: slow?.address ?? '' }));
  await expect(silent).toBeVisible({ timeout: TOLD_WITHIN_MS });
  await expect(page.getByRole('link', { name: /^Identify / })).toHaveCount(1);
  await hospital.node('lab-edge-01').misbehave({});
  await visit.typeAddress(slow?.address ?? '');
  await expect(page.getByRole('link', { name: /^Identify / })).toHaveCount(2);
});
