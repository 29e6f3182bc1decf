import { createContext, useContext, useSyncExternalStore } from 'react';
import styles from '../text/text.module.css';

/** What the two live regions say. One polite for stages, one assertive for what needs the person. */
export interface Announcer {
  say(text: string, urgency?: 'polite' | 'assertive'): void;
  said(): { readonly polite: string; readonly assertive: string };
  subscribe(listener: () => void): () => void;
}

/** An announcer with nothing said yet. */
export function createAnnouncer(): Announcer {
  const listeners = new Set<() => void>();
  let said = { polite: '', assertive: '' };
  return {
    say: (text, urgency = 'polite') => {
      // A region that gets the same text twice stays silent; a trailing space makes it another text.
      const again = said[urgency] === text ? `${text} ` : text;
      said = { ...said, [urgency]: again };
      for (const listener of listeners) listener();
    },
    said: () => said,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Says nothing outside a frame, as in a part tried alone. */
export const AnnouncerContext = createContext<Announcer>(createAnnouncer());

/** How a screen says something to a screen reader. */
export function useAnnounce(): Announcer['say'] {
  return useContext(AnnouncerContext).say;
}

/** The two regions, invisible. Rendered once, in the frame. */
export function LiveRegion({ announcer }: { readonly announcer: Announcer }) {
  const { polite, assertive } = useSyncExternalStore(announcer.subscribe, announcer.said);
  return (
    <>
      <div className={styles.hidden} aria-live="polite" aria-atomic="true">
        {polite}
      </div>
      <div className={styles.hidden} aria-live="assertive" aria-atomic="true">
        {assertive}
      </div>
    </>
  );
}
