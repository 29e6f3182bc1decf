import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { serialQueries } from '../../api/queries.ts';
import { useAnnounce } from '../../ui/state/live-region.tsx';

export interface Find {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Lines that hold the text, oldest first. */
  readonly total: number;
  readonly isCut: boolean;
  /** The line that is looked at, and its place among the others, counted from 1. */
  readonly line: number | null;
  readonly place: number;
  readonly isKnown: boolean;
  readonly go: (by: 1 | -1) => void;
}

const nothing = { lines: [], isCut: false } as const;

/** Finds a text in the console. The newest match is looked at first; `reveal` brings a line into view. */
export function useFind(path: string, reveal: (line: number) => void): Find {
  const [text, setText] = useState('');
  const [at, setAt] = useState<{ readonly text: string; readonly line: number | null }>({
    text: '',
    line: null,
  });
  const say = useAnnounce();
  const isAsked = text.trim() !== '';
  const asked = useQuery({
    ...serialQueries.search({ path, text }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const { lines, isCut } = isAsked ? (asked.data ?? nothing) : nothing;
  const isKnown = isAsked && asked.data !== undefined && !asked.isPlaceholderData;
  const go = (line: number) => {
    setAt({ text, line });
    reveal(line);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each text, not for each line that comes.
  useEffect(() => {
    if (!isKnown || at.text === text) return;
    say(words('serial.find.said', { total: lines.length }));
    const newest = lines.at(-1);
    if (newest === undefined) setAt({ text, line: null });
    else go(newest);
  }, [isKnown, text]);
  const index = at.line === null ? -1 : lines.indexOf(at.line);
  return {
    text,
    setText,
    total: lines.length,
    isCut,
    isKnown,
    line: isAsked ? at.line : null,
    place: index + 1,
    go: (by) => {
      const next = lines.at(index === -1 ? -1 : (index + by) % lines.length);
      if (next !== undefined) go(next);
    },
  };
}
