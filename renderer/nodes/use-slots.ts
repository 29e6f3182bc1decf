import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { PackSummary } from '../../shared/domain/sites/visit.ts';
import { discoveryQueries, siteQueries } from '../api/queries.ts';

export type Slot = PackSummary['slots'][number];

/** A planned node that has its machine. */
export interface TakenSlot {
  readonly slot: Slot;
  readonly machine: NodeView;
}

/**
 * The planned nodes of the visit: those that this machine may become, and those with another one. A machine that has
 * its place already can only be confirmed in it.
 */
export function useSlots(machine: NodeView): {
  readonly freeSlots: readonly Slot[];
  readonly takenSlots: readonly TakenSlot[];
} {
  const { data: overview } = useQuery(siteQueries.overview());
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const slots = overview?.pack?.slots ?? [];
  const machineOf = ({ id }: Slot) => nodes?.find((other) => other.slotId === id && other.id !== machine.id);
  return {
    freeSlots: slots.filter(
      (slot) => machineOf(slot) === undefined && [null, slot.id].includes(machine.slotId),
    ),
    takenSlots: slots.flatMap((slot) => {
      const other = machineOf(slot);
      return other === undefined ? [] : [{ slot, machine: other }];
    }),
  };
}
