import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { useAnnounce } from '../../ui/state/live-region.tsx';
import type { LineBook } from './line-book.ts';

/** Lines from `from` to `to`, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Marks {
  /** Lines marked by keyboard, or with a selection that spans several. */
  readonly range: Range | null;
  /** True while text in the log is selected: then it must hold still. */
  readonly isSelecting: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Copies the marked lines whole; without marks, what is selected. Gives how many lines that were. */
  readonly copy: () => number;
}

/** Marking of lines by Shift and the arrow keys, and the copying of whole lines without times and line breaks of ours. */
export function useMarks(
  log: RefObject<HTMLElement | null>,
  {
    book,
    newest,
    reveal,
  }: { readonly book: LineBook; readonly newest: number; readonly reveal: (line: number) => void },
): Marks {
  const [keyed, setKeyed] = useState<{ readonly anchor: number; readonly head: number } | null>(null);
  const selected = useSelectedLines(log);
  const say = useAnnounce();
  const range = keyed === null ? selected : ordered(keyed.anchor, keyed.head);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (event.key === 'Escape' && keyed !== null) {
      event.preventDefault();
      setKeyed(null);
    }
    if (!event.shiftKey || step === 0 || newest < 0) return;
    event.preventDefault();
    const next =
      keyed === null
        ? { anchor: newest, head: newest }
        : { ...keyed, head: Math.min(newest, Math.max(0, keyed.head + step)) };
    setKeyed(next);
    reveal(next.head);
    say(words('serial.log.marked', { count: Math.abs(next.head - next.anchor) + 1 }));
  };
  useEffect(() => {
    if (range === null) return;
    const fill = (event: ClipboardEvent) => {
      // Without a selection the event is told to the body, whatever has the focus.
      if (!log.current?.contains(document.activeElement)) return;
      event.clipboardData?.setData('text/plain', textOf(book, range));
      event.preventDefault();
    };
    document.addEventListener('copy', fill);
    return () => document.removeEventListener('copy', fill);
  }, [log, book, range]);
  const copy = () => {
    // The page has no clipboard permission; this old command needs none, and asks for the lines by the event.
    log.current?.focus({ preventScroll: true });
    const isCopied = document.execCommand('copy');
    return isCopied && range !== null ? range.to - range.from + 1 : 0;
  };
  return { range, isSelecting: selected !== null, onKeyDown, copy };
}

function textOf(book: LineBook, { from, to }: Range): string {
  const texts: string[] = [];
  for (let number = from; number <= to; number++) texts.push(book.line(number)?.text ?? '');
  return texts.join('\n');
}

const ordered = (one: number, other: number): Range => ({
  from: Math.min(one, other),
  to: Math.max(one, other),
});

/** The lines that a selection with the pointer reaches over; null without one in this log. */
function useSelectedLines(log: RefObject<HTMLElement | null>): Range | null {
  const [lines, setLines] = useState<Range | null>(null);
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection();
      const ends =
        selection === null || selection.isCollapsed
          ? []
          : [selection.anchorNode, selection.focusNode].map((node) => lineOf(node, log.current));
      const [one = null, other = null] = ends;
      setLines((was) => {
        if (one === null || other === null) return null;
        const now = ordered(one, other);
        return was?.from === now.from && was.to === now.to ? was : now;
      });
    };
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [log]);
  return lines;
}

function lineOf(node: Node | null, log: HTMLElement | null): number | null {
  const element = node instanceof Element ? node : node?.parentElement;
  const row = element?.closest<HTMLElement>('[data-line]');
  return row === null || row === undefined || !log?.contains(row) ? null : Number(row.dataset.line);
}
