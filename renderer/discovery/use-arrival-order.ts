import { useRef } from 'react';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';

/** The nodes in the order this page first saw them, so that a card never jumps away from under the pointer; `isLate` tells which came after the first look. */
export function useArrivalOrder(nodes: readonly NodeView[]): {
  readonly inOrder: readonly NodeView[];
  readonly isLate: (node: NodeView) => boolean;
} {
  const places = useRef(new Map<string, number>());
  const firstCount = useRef<number | null>(null);
  for (const { id } of nodes) {
    if (!places.current.has(id)) places.current.set(id, places.current.size);
  }
  firstCount.current ??= places.current.size;
  const placeOf = ({ id }: NodeView) => places.current.get(id) ?? 0;
  return {
    inOrder: [...nodes].sort((one, other) => placeOf(one) - placeOf(other)),
    isLate: (node) => placeOf(node) >= (firstCount.current ?? 0),
  };
}
