import { withoutPrefix } from '../../shared/domain/checks/is-within.ts';
import type { TcpTarget } from './checks-ports.ts';
import type { LaptopContext } from './laptop-context.ts';

/** Where a node's API should answer. */
export interface NodePlace {
  readonly name: string;
  readonly target: TcpTarget;
  /** False for a planned place at which no node has been seen. */
  readonly isKnown: boolean;
}

/** Every known node, and every slot of the pack that no known node is bound to or stands at. */
export function nodePlaces({ nodes, pack }: Pick<LaptopContext, 'nodes' | 'pack'>): readonly NodePlace[] {
  const machines = nodes.filter(({ answer }) => answer !== 'not-talos');
  const known = machines.map(({ name, address, port }) => ({
    name,
    target: { address, port },
    isKnown: true,
  }));
  const taken = new Set(machines.flatMap(({ slotId, address }) => [slotId, address]));
  const { port } = pack.network.sweep;
  const planned = pack.slots
    .map(({ id, label, address }) => ({ id, name: label, target: { address: withoutPrefix(address), port } }))
    .filter(({ id, target }) => !taken.has(id) && !taken.has(target.address))
    .map(({ name, target }) => ({ name, target, isKnown: false }));
  return [...known, ...planned];
}
