/** Rows as aligned columns; the last is not padded. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Names with their values, for one thing. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): readonly string[] {
  return table(rows.filter(([, value]) => value !== '').map(([name, value]) => [`  ${name}`, value]));
}
