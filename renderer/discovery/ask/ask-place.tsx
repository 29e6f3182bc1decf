import { createContext, type ReactNode, useContext, useState } from 'react';

export type AskWay = 'one' | 'list';
/** A part of the screen that another part can lead to. */
export type AskTarget = 'type' | 'list' | 'sweep';

interface AskPlace {
  readonly way: AskWay;
  readonly setWay: (way: AskWay) => void;
  /** Opens that part and puts the focus on its first field. */
  readonly goTo: (target: AskTarget) => void;
}

/** Ids of what gets the focus. */
export const askIds = { type: 'ask-one-address', list: 'ask-a-list', sweep: 'sweep-a-range' } as const;

const AskPlaceContext = createContext<AskPlace>({ way: 'one', setWay: () => {}, goTo: () => {} });

/** Lets a next step anywhere on the screen lead to the field that it means. */
export function AskPlaceProvider({ children }: { readonly children: ReactNode }) {
  const [way, setWay] = useState<AskWay>('one');
  const goTo = (target: AskTarget) => {
    if (target !== 'sweep') setWay(target === 'list' ? 'list' : 'one');
    // By the next frame the field is there, also when the other way was open.
    requestAnimationFrame(() => {
      const element = document.getElementById(askIds[target]);
      element?.scrollIntoView({ block: 'center' });
      element?.focus({ preventScroll: true });
    });
  };
  return <AskPlaceContext value={{ way, setWay, goTo }}>{children}</AskPlaceContext>;
}

export function useAskPlace(): AskPlace {
  return useContext(AskPlaceContext);
}
