import type { Handlers } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { compareIdentity } from '../../shared/domain/nodes/identity-lock.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { Double, Some } from './double-handlers.ts';
import { pack } from './examples.ts';
import type { World } from './world.ts';

export function findNode(world: World, nodeId: string): NodeView {
  const found = world.nodes.find(({ id }) => id === nodeId);
  if (found === undefined) throw failed('node-unknown', { node: nodeId });
  return found;
}

/** Changes a node of the world and returns it. */
export function changeNode(world: World, nodeId: string, to: Partial<NodeView>): NodeView {
  const next = { ...findNode(world, nodeId), ...to };
  world.nodes = world.nodes.map((one) => (one.id === nodeId ? next : one));
  return next;
}

/** Identifying nodes, in memory. */
export function nodeHandlers({ world, tell }: Double): Some<'nodes'> {
  const compare: Handlers<EngineContract>['nodes.compare'] = ({ nodeId, slotId, ...typed }) => {
    const node = findNode(world, nodeId);
    const slots = pack.slots.map(({ id }) => ({ id, serial: serialOf(id) }));
    const view = world.serial.map((port) => port.view).find(({ path }) => path === node.consolePort);
    const { fingerprint = null, uuid = null } = view?.reading ?? {};
    return compareIdentity({
      ...{ node, slot: { id: slotId, serial: serialOf(slotId) }, ...typed },
      console: view === undefined ? null : { port: view.path, fingerprint, uuid },
      around: { slots, nodes: world.nodes, bindings: [] },
    });
  };
  return {
    'nodes.compare': compare,
    'nodes.identify': async (input, signal) => {
      const { verdict } = await compare(input, signal);
      if (verdict !== 'agrees')
        throw failed('identity-differs', { slot: input.slotId, what: 'serial' as const });
      const label = pack.slots.find(({ id }) => id === input.slotId)?.label ?? input.slotId;
      const node = changeNode(world, input.nodeId, {
        slotId: input.slotId,
        name: label,
        identified: true,
        stage: 'identified',
        lock: input.way,
      });
      tell('discovery.changed', null);
      return node;
    },
    'nodes.release': ({ slotId }) => {
      const held = world.nodes.find((node) => node.slotId === slotId);
      if (held === undefined) throw failed('slot-empty', { slot: slotId });
      changeNode(world, held.id, { slotId: null, identified: false, stage: 'found', lock: null });
      tell('discovery.changed', null);
      return null;
    },
  };
}

const serialOf = (slotId: string) => `7KX2093${slotId.at(-1)}`;
