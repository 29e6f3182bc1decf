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

/** The planned nodes of the visit: those without a machine, and those with theirs. */
export function useSlots(): {
  readonly freeSlots: readonly Slot[];
  readonly takenSlots: readonly TakenSlot[];
} {
  const { data: overview } = useQuery(siteQueries.overview());
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const slots = overview?.pack?.slots ?? [];
  const machineOf = ({ id }: Slot) => nodes?.find(({ slotId }) => slotId === id);
  return {
    freeSlots: slots.filter((slot) => machineOf(slot) === undefined),
    takenSlots: slots.flatMap((slot) => {
      const machine = machineOf(slot);
      return machine === undefined ? [] : [{ slot, machine }];
    }),
  };
}
