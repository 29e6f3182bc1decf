import type { SerialLine, SerialPage } from '../../../shared/domain/serial/serial-port.ts';

/** Lines of one page of the book. */
export const pageLines = 250;
/** 20,000 lines stay in memory; what was scrolled away from longest is forgotten first. */
const pagesKept = 80;

/** The lines of one console that the page holds, asked for page by page as they come into view. */
export interface LineBook {
  /** The line of that number, null when it is not here. */
  line(number: number): SerialLine | null;
  /** Asks for what is missing of these lines, the last one not included. */
  want(from: number, to: number): void;
  /** Where the console ends now. A shorter one is another console, and the old lines are forgotten. */
  endsAt(endLine: number): void;
  /** Every line that is here, oldest page first. */
  held(): Iterable<SerialLine>;
  /** Another number after each change. */
  version(): number;
  subscribe(listener: () => void): () => void;
}

interface Page {
  readonly lines: readonly SerialLine[];
  /** It may have more lines by now. */
  isStale: boolean;
}

/** An empty book. `ask` fetches lines from the engine; when it fails, the lines are asked for again with the next want. */
export function createLineBook(ask: (from: number, limit: number) => Promise<SerialPage>): LineBook {
  const pages = new Map<number, Page>();
  const asked = new Set<number>();
  const listeners = new Set<() => void>();
  let version = 0;
  let end = 0;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }
  function put(index: number, page: Page): void {
    pages.delete(index);
    pages.set(index, page);
    for (const oldest of pages.keys()) {
      if (pages.size <= pagesKept) return;
      pages.delete(oldest);
    }
  }
  async function load(index: number): Promise<void> {
    asked.add(index);
    const answer = await ask(index * pageLines, pageLines).catch(() => null);
    asked.delete(index);
    if (answer === null) return;
    const lines = answer.lines.filter(({ number }) => Math.floor(number / pageLines) === index);
    const isWhole = lines.at(-1)?.number === (index + 1) * pageLines - 1;
    put(index, { lines, isStale: !isWhole && answer.endLine < end });
    changed();
  }

  return {
    line: (number) => {
      const lines = pages.get(Math.floor(number / pageLines))?.lines;
      return lines?.[number - (lines[0]?.number ?? 0)] ?? null;
    },
    want: (from, to) => {
      for (let index = Math.floor(from / pageLines); index * pageLines < to; index++) {
        const page = pages.get(index);
        if (page !== undefined) put(index, page);
        if ((page === undefined || page.isStale) && !asked.has(index)) void load(index);
      }
    },
    endsAt: (endLine) => {
      if (endLine < end) pages.clear();
      // The newest line may have grown although no other came.
      const newest = Math.floor(Math.max(0, endLine - 1) / pageLines);
      for (const [index, page] of pages)
        if (
          index === newest ||
          index * pageLines + page.lines.length < Math.min(endLine, (index + 1) * pageLines)
        )
          page.isStale = true;
      end = endLine;
    },
    held: function* () {
      for (const index of [...pages.keys()].sort((one, other) => one - other))
        yield* pages.get(index)?.lines ?? [];
    },
    version: () => version,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
