import { type FocusEvent, useRef, useState } from 'react';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { conflictOf, groupOf, nodeGroups, rankOf } from '../node-standing.ts';
import { type Arrangement, arrange, type Ranked } from './steady-order.ts';

/** The list in an order that does not change under the pointer or the focus, with what tells when it is held. */
export function useSteadyOrder(nodes: readonly NodeView[]) {
  const last = useRef<Arrangement | null>(null);
  const [isPointed, setIsPointed] = useState(false);
  const [isFocused, setIsFocused] = useState(false);
  const [, redraw] = useState(0);
  const ranked = nodes.map((node) => rankedOf(node));
  last.current = arrange(last.current, ranked, { groups: nodeGroups, isHeld: isPointed || isFocused });
  return {
    arrangement: last.current,
    /** Sorts now, though the list is held. */
    settle: () => {
      last.current = arrange(null, ranked, { groups: nodeGroups, isHeld: false });
      redraw((count) => count + 1);
    },
    hold: {
      onPointerEnter: () => setIsPointed(true),
      onPointerLeave: () => setIsPointed(false),
      onFocus: () => setIsFocused(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) =>
        setIsFocused(currentTarget.contains(relatedTarget)),
    },
  };
}

function rankedOf(node: NodeView): Ranked {
  const { id, address, port, candidateSlotIds } = node;
  // Those that the plan knows stand in the order of the plan; two at one address beside each other.
  const name = conflictOf(node) === null ? (candidateSlotIds[0] ?? node.name) : node.name;
  const endpoint = `${address} ${port}`;
  return { id, endpoint, group: groupOf(node), rank: rankOf(node), name };
}
