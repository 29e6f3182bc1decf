import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRows, wrappedRows } from './row-model.ts';

test('a line of the console is one row, counted from the oldest that is kept', () => {
  const rows = plainRows(400, 1000);
  expect(rows.count).toBe(600);
  expect(rows.rowOf(400)).toBe(0);
  expect(rows.at(599)).toEqual({ line: 999, part: 0 });
});

test('a long line takes as many rows as it needs, and the next one comes after them', () => {
  const lines = [
    { number: 10, text: 'x'.repeat(80) },
    { number: 11, text: 'x'.repeat(81) },
    { number: 12, text: '' },
    { number: 13, text: 'x'.repeat(240) },
  ];
  const rows = wrappedRows(lines, { first: 10, end: 20, columns: 80 });
  expect(rows.count).toBe(10 + 1 + 2);
  expect([10, 11, 12, 13, 14].map(rows.rowOf)).toEqual([0, 1, 3, 4, 7]);
  expect([0, 1, 2, 3, 6, 7].map(rows.at)).toEqual([
    { line: 10, part: 0 },
    { line: 11, part: 0 },
    { line: 11, part: 1 },
    { line: 12, part: 0 },
    { line: 13, part: 2 },
    { line: 14, part: 0 },
  ]);
});

test('every row belongs to exactly one line, whatever is known of the lengths', () => {
  const lengths = fc.array(fc.nat(50), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 20 }), fc.nat(100), (known, columns, first) => {
      const lines = known.map((length, index) => ({ number: first + index, text: 'y'.repeat(length) }));
      const rows = wrappedRows(lines, { first, end: first + known.length + 7, columns });
      for (let row = 0; row < rows.count; row++) {
        const { line, part } = rows.at(row);
        expect(rows.rowOf(line) + part).toBe(row);
        const length = known[line - first] ?? 0;
        expect(part).toBeLessThan(Math.max(1, Math.ceil(length / columns)));
      }
    }),
  );
});
