/** The newest lines of one console, bounded by number and by memory. */
import type { SerialLine, SerialMatches, SerialPage } from './serial-port.ts';

/** A day of a talkative node. */
export const KEPT_LINES = 100_000;
/** Two bytes a character and what a line costs besides; lines of ordinary length never reach it before 100,000. */
const KEPT_BYTES = 32 * 1024 * 1024;
const LINE_BYTES = 64;
const MOST_MATCHES = 10_000;

export interface Scrollback {
  readonly firstLine: number;
  /** Number of the line that comes next. */
  readonly endLine: number;
  add(line: Omit<SerialLine, 'number'>): SerialLine;
  /** From this number on, negative from the end; what is no longer kept is skipped. */
  page(from: number, limit: number): SerialPage;
  search(text: string): SerialMatches;
}

/** Empty; its first line has the number 0. `keptLines` and `keptBytes` bound it. */
export function createScrollback({ keptLines = KEPT_LINES, keptBytes = KEPT_BYTES } = {}): Scrollback {
  /** A ring: line n stands at n modulo its size. */
  const ring: SerialLine[] = [];
  let firstLine = 0;
  let endLine = 0;
  let heldBytes = 0;
  const at = (number: number): SerialLine | undefined => ring[number % keptLines];
  const dropFirst = (): void => {
    const dropped = at(firstLine);
    if (dropped !== undefined) heldBytes -= bytesOf(dropped);
    // The text goes now, not when the ring comes round again.
    ring[firstLine % keptLines] = { number: firstLine, atMs: 0, text: '', kind: 'note' };
    firstLine += 1;
  };
  return {
    get firstLine() {
      return firstLine;
    },
    get endLine() {
      return endLine;
    },
    add: (line) => {
      if (endLine - firstLine === keptLines) dropFirst();
      const added: SerialLine = { number: endLine, ...line };
      ring[endLine % keptLines] = added;
      endLine += 1;
      heldBytes += bytesOf(added);
      while (heldBytes > keptBytes && firstLine < endLine - 1) dropFirst();
      return added;
    },
    page: (from, limit) => {
      const wanted = Math.max(firstLine, from < 0 ? endLine + from : from);
      const lines: SerialLine[] = [];
      for (let number = wanted; number < Math.min(endLine, wanted + limit); number += 1) {
        const line = at(number);
        if (line !== undefined) lines.push(line);
      }
      return { firstLine, endLine, lines };
    },
    search: (text) => {
      const isWanted = matcher(text);
      const found: number[] = [];
      let number = endLine - 1;
      for (; number >= firstLine && found.length < MOST_MATCHES; number -= 1) {
        const line = at(number);
        if (line !== undefined && isWanted(line.text)) found.push(number);
      }
      let isCut = false;
      for (; number >= firstLine && !isCut; number -= 1) isCut = isWanted(at(number)?.text ?? '');
      return { lines: found.reverse(), isCut };
    },
  };
}

function bytesOf({ text }: SerialLine): number {
  return LINE_BYTES + text.length * 2;
}

/** Without regard to case. One expression for all lines is several times faster than lowering each of them. */
function matcher(text: string): (line: string) => boolean {
  const pattern = new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return (line) => pattern.test(line);
}
