import { useEffect, useRef } from 'react';

/** A machine that the person asked to be shown; `time` tells one wish from the next for the same machine. */
export interface Wanted {
  readonly id: string;
  readonly time: number;
}

export const cardIdOf = (nodeId: string) => `node ${nodeId}`;

/** Brings the card into view and the focus to its name. `reveal` first takes away what may hide it. */
export function useWantedCard(wanted: Wanted | null, reveal: () => void): void {
  const shown = useRef(0);
  useEffect(() => {
    if (wanted === null || wanted.time === shown.current) return;
    shown.current = wanted.time;
    reveal();
    // By the next frame the list is drawn without its filter and its folds.
    requestAnimationFrame(() => {
      const card = document.getElementById(cardIdOf(wanted.id));
      card?.scrollIntoView({ block: 'center' });
      card?.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
    });
  });
}
