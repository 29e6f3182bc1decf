import { type KeyboardEvent, useRef } from 'react';

/** Letters typed within this time belong to one word (the desktop's own lists wait about as long). */
const typeAheadMs = 700;

/**
 * Arrow keys, Home, End and type-ahead over the rows of a list. Put the handler on the list; each row's first
 * link or button is where the focus goes. Tab works as ever.
 */
export function useArrowKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  const typed = useRef({ text: '', atMs: 0 });
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
      return;
    const stops = rowStops(event.currentTarget);
    const next = nextStop(stops, event, typed.current);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
}

function rowStops(list: HTMLElement): HTMLElement[] {
  const rows = [...list.querySelectorAll<HTMLElement>(':scope > li, :scope > * > li')];
  return rows.flatMap((row) => row.querySelector<HTMLElement>('a[href], button:not([disabled])') ?? []);
}

function nextStop(
  stops: readonly HTMLElement[],
  event: KeyboardEvent<HTMLElement>,
  typed: { text: string; atMs: number },
): HTMLElement | undefined {
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (event.key === 'ArrowDown') return stops[at + 1];
  if (event.key === 'ArrowUp') return at === -1 ? undefined : stops[at - 1];
  if (event.key === 'Home') return stops[0];
  if (event.key === 'End') return stops.at(-1);
  if (event.key.length !== 1 || event.key === ' ' || event.key === '?') return undefined;
  typed.text = event.timeStamp - typed.atMs < typeAheadMs ? typed.text + event.key : event.key;
  typed.atMs = event.timeStamp;
  const wanted = typed.text.toLowerCase();
  const order = [...stops.slice(at + (typed.text.length > 1 ? 0 : 1)), ...stops];
  return order.find((stop) => rowText(stop).startsWith(wanted));
}

function rowText(stop: HTMLElement): string {
  const row = stop.closest('li');
  const title = row?.querySelector('h3, strong') ?? stop;
  return (title.textContent ?? '').trim().toLowerCase();
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
