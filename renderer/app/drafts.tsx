import { createContext, type ReactNode, useContext, useState } from 'react';

const DraftsContext = createContext<Map<string, string>>(new Map());

/** Keeps what was typed while the person looks at other screens, so that going back never loses input. */
export function DraftsProvider({ children }: { readonly children: ReactNode }) {
  const [drafts] = useState(() => new Map<string, string>());
  return <DraftsContext value={drafts}>{children}</DraftsContext>;
}

/** Like `useState('')` for a text that outlives its screen. `key` names the field and what it is about. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const drafts = useContext(DraftsContext);
  const [, redraw] = useState(0);
  const keep = (text: string) => {
    drafts.set(key, text);
    redraw((count) => count + 1);
  };
  return [drafts.get(key) ?? '', keep];
}
