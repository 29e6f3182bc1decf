/** Rows of equal height that lines take on the screen: one each, or as many as they need where they are wrapped. */
export interface RowModel {
  /** Rows of all lines together. */
  readonly count: number;
  /** The first row of a line. */
  rowOf(line: number): number;
  /** The line that a row belongs to, and which of its rows it is. */
  at(row: number): { readonly line: number; readonly part: number };
}

/** Each line from `first` up to `end`, which is not included, on one row. */
export function plainRows(first: number, end: number): RowModel {
  return {
    count: end - first,
    rowOf: (line) => line - first,
    at: (row) => ({ line: first + row, part: 0 }),
  };
}

/** Lines wrapped after `columns` characters. Of lines that were not read yet the length is not known; they count one row. */
export function wrappedRows(
  lines: Iterable<{ readonly number: number; readonly text: string }>,
  { first, end, columns }: { readonly first: number; readonly end: number; readonly columns: number },
): RowModel {
  // The lines that take more than one row, with the rows that they and those before them add.
  const long: number[] = [];
  const added: number[] = [];
  let total = 0;
  for (const { number, text } of lines) {
    const more = Math.ceil(text.length / columns) - 1;
    if (more <= 0 || number < first || number >= end) continue;
    total += more;
    long.push(number);
    added.push(total);
  }
  const rowOf = (line: number) =>
    line - first + (added[lastBelow(long.length, (at) => (long[at] ?? 0) < line)] ?? 0);
  return {
    count: end - first + total,
    rowOf,
    at: (row) => {
      const line =
        first +
        Math.max(
          0,
          lastBelow(end - first, (at) => rowOf(first + at) <= row),
        );
      return { line, part: row - rowOf(line) };
    },
  };
}

/** The last of `count` indexes for which `holds`, which holds for the first ones and then no more; -1 for none. */
function lastBelow(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
