import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RowModel } from './row-model.ts';

/** Height of a row in CSS px at the usual text size; log.module.css says the same. */
export const rowPx = 20;

export interface LogScroll {
  /** How far it is scrolled, in px. */
  readonly top: number;
  readonly isFollowing: boolean;
  /** Lines that came since the person left the end. */
  readonly fresh: number;
  readonly onScroll: () => void;
  readonly jumpToNewest: () => void;
  /** Brings a line into the middle of the view, unless it is in view. */
  readonly reveal: (line: number) => void;
}

/** Follows the end of the console until the person scrolls up; from then on the line at the top keeps its place. */
export function useLogScroll(
  scroller: RefObject<HTMLElement | null>,
  { rows, end, isHeld }: { readonly rows: RowModel; readonly end: number; readonly isHeld: boolean },
): LogScroll {
  const [top, setTop] = useState(0);
  const [leftAtLine, setLeftAtLine] = useState<number | null>(null);
  const anchor = useRef({ line: 0, beyondPx: 0 });
  const isFollowing = leftAtLine === null;

  const settle = useCallback(
    (element: HTMLElement, scrollTop: number) => {
      if (Math.abs(element.scrollTop - scrollTop) >= 1) element.scrollTop = scrollTop;
      const at = Math.max(0, Math.min(element.scrollTop, (rows.count - 1) * rowPx));
      const { line, part } = rows.at(Math.floor(at / rowPx));
      anchor.current = { line, beyondPx: (at % rowPx) + part * rowPx };
      setTop(element.scrollTop);
    },
    [rows],
  );
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const { line, beyondPx } = anchor.current;
    const kept = rows.rowOf(line) * rowPx + beyondPx;
    settle(element, isFollowing && !isHeld ? element.scrollHeight - element.clientHeight : kept);
  }, [scroller, rows, isFollowing, isHeld, settle]);

  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    settle(element, element.scrollTop);
    const isAtEnd = element.scrollHeight - element.clientHeight - element.scrollTop < rowPx;
    setLeftAtLine((left) => (isAtEnd ? null : (left ?? end)));
  };
  const reveal = (line: number) => {
    const element = scroller.current;
    if (element === null) return;
    const lineTop = rows.rowOf(line) * rowPx;
    const isInView =
      lineTop >= element.scrollTop && lineTop + rowPx <= element.scrollTop + element.clientHeight;
    if (isInView) return;
    setLeftAtLine((left) => left ?? end);
    settle(element, Math.max(0, lineTop - element.clientHeight / 2));
  };
  const fresh = leftAtLine === null ? 0 : Math.max(0, end - leftAtLine);
  return { top, isFollowing, fresh, onScroll, jumpToNewest: () => setLeftAtLine(null), reveal };
}
