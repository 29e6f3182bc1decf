/** Above this many line pairs a table of common lines gets too big, and everything is shown as replaced. */
const MAX_CELLS = 4_000_000;

/** A unified diff of two texts in one hunk, or an empty text when they are the same. */
export function configDiff(before: string, after: string): string {
  if (before === after) return '';
  const old = linesOf(before);
  const now = linesOf(after);
  const body = old.length * now.length > MAX_CELLS ? replaced(old, now) : merged(old, now);
  return [`--- a`, `+++ b`, `@@ -${span(old)} +${span(now)} @@`, ...body, ''].join('\n');
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function span(lines: readonly string[]): string {
  return lines.length === 0 ? '0,0' : `1,${lines.length}`;
}

function replaced(old: readonly string[], now: readonly string[]): string[] {
  return [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)];
}

function merged(old: readonly string[], now: readonly string[]): string[] {
  const common = commonLengths(old, now);
  const at = (row: number, column: number) => common[row * (now.length + 1) + column] ?? 0;
  const result: string[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      result.push(` ${old[row]}`);
      row += 1;
      column += 1;
    } else if (row < old.length && (column === now.length || at(row + 1, column) >= at(row, column + 1))) {
      result.push(`-${old[row++]}`);
    } else {
      result.push(`+${now[column++]}`);
    }
  }
  return result;
}

/** Entry (row, column): how many lines the rests of both texts have in common, in order. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      const same = old[row] === now[column];
      const below = table[(row + 1) * width + column] ?? 0;
      const beside = table[row * width + column + 1] ?? 0;
      const diagonal = table[(row + 1) * width + column + 1] ?? 0;
      table[row * width + column] = same ? diagonal + 1 : Math.max(below, beside);
    }
  }
  return table;
}
