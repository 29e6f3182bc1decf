/** How far a visit has come when a story begins: done through the engine, for the screens of it have stories of their own. */
import { expect } from 'playwright/test';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../../shared/domain/provisioning/flow-view.ts';
import type { OpenVisit } from './open-visit.ts';

/** An install and all that follows it, on a machine that has both cores busy. */
const PROVISION_LIMIT_MS = 60_000;

/** The pack and its images are here. */
export async function prepared({ run }: OpenVisit): Promise<void> {
  await run('sites.prepare', {});
}

/** ... and every node was found at its address. Gives them in the order of the plan. */
export async function found(visit: OpenVisit): Promise<readonly NodeView[]> {
  await prepared(visit);
  const nodes: NodeView[] = [];
  for (const { address } of visit.hospital.addresses.nodes) {
    const node = await visit.ask('discovery.addTyped', { typed: address });
    if (node === null) throw new Error(`nobody answers at ${address}`);
    nodes.push(node);
  }
  return nodes;
}

/** ... and every node was identified as what the plan has for it. */
export async function identified(visit: OpenVisit): Promise<readonly NodeView[]> {
  const nodes = await found(visit);
  const bound: NodeView[] = [];
  for (const [index, { id }] of nodes.entries()) bound.push(await identify(visit, index, id));
  return bound;
}

/** Binds a node that was found to the place of this number in the plan. */
export async function identify(visit: OpenVisit, index: number, nodeId: string): Promise<NodeView> {
  const machine = visit.machines[index];
  const slot = visit.hospital.pack.slots[index];
  if (machine === undefined || slot === undefined) throw new Error(`nothing is planned for ${nodeId}`);
  const { serial, fingerprint } = machine;
  return await visit.ask('nodes.identify', {
    ...{ nodeId, slotId: slot.id },
    ...{ labelSerial: serial, consoleFingerprint: fingerprint },
  });
}

/** ... and every node was provisioned to the end. */
export async function provisioned(visit: OpenVisit): Promise<readonly NodeView[]> {
  const nodes = await identified(visit);
  for (const { id } of nodes) await begin(visit, id);
  await expect
    .poll(async () => (await flows(visit)).map(({ at }) => at), { timeout: PROVISION_LIMIT_MS })
    .toEqual(nodes.map(() => 'done'));
  return nodes;
}

/** Applies the plan of a node as it is now, without reading it. */
export async function begin({ ask }: OpenVisit, nodeId: string): Promise<ProvisionView> {
  const { hash } = await ask('provisioning.plan', { nodeId });
  return await ask('provisioning.start', { nodeId, planHash: hash });
}

/** Every provisioning of the visit; none while the engine is away. */
export async function flows({ ask }: OpenVisit): Promise<readonly ProvisionView[]> {
  try {
    return await ask('provisioning.list', {});
  } catch (error) {
    // Expected in stories that kill the engine.
    if (error instanceof Error && error.message.includes('engine-away')) return [];
    throw error;
  }
}
