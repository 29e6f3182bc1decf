import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScrollback, KEPT_LINES } from './scrollback.ts';

const line = (text: string) => ({ atMs: 1, text, kind: 'in' as const });

test('lines are numbered from 0 and found from either end', () => {
  const kept = createScrollback();
  for (const text of ['a', 'b', 'c', 'd']) kept.add(line(text));
  const texts = (from: number, limit: number) => kept.page(from, limit).lines.map(({ text }) => text);
  expect([texts(0, 2), texts(-3, 2), texts(2, 500), texts(9, 5), texts(-99, 1)]).toEqual([
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'd'],
    [],
    ['a'],
  ]);
  expect(kept.page(0, 1)).toMatchObject({ firstLine: 0, endLine: 4 });
});

test('a search is without regard to case and takes its text literally', () => {
  const kept = createScrollback();
  for (const text of ['Task x: FAILED', 'all well', 'a.b*c', 'task y: failed']) kept.add(line(text));
  expect(kept.search('failed')).toEqual({ lines: [0, 3], isCut: false });
  expect(kept.search('.b*')).toEqual({ lines: [2], isCut: false });
  expect(kept.search('(')).toEqual({ lines: [], isCut: false });
});

test('of many matches the newest are given', () => {
  const kept = createScrollback();
  for (let number = 0; number < 10_001; number += 1) kept.add(line('hit'));
  const found = kept.search('hit');
  expect([found.lines.length, found.lines[0], found.isCut]).toEqual([10_000, 1, true]);
});

test('100,000 lines are kept, the next one costs the oldest, and a search through all is below 100 ms', () => {
  const kept = createScrollback();
  for (let number = 0; number < KEPT_LINES + 5; number += 1) {
    kept.add(
      line(
        `[${String(number).padStart(12)}] [talos] task mountEphemeral (1/1): starting, disk nvme0n1p6 label`,
      ),
    );
  }
  expect([kept.firstLine, kept.endLine]).toEqual([5, KEPT_LINES + 5]);
  expect(kept.page(0, 1).lines[0]?.number).toBe(5);
  kept.search('warm');
  const began = performance.now();
  expect(kept.search('NOT THERE').lines).toEqual([]);
  expect(performance.now() - began).toBeLessThan(100);
});

test('whatever is added, memory and numbers stay in bounds and the newest line stays', () => {
  const bounds = { keptLines: 20, keptBytes: 4000 };
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3000 }), { minLength: 1, maxLength: 60 }), (texts) => {
      const kept = createScrollback(bounds);
      for (const text of texts) kept.add(line(text));
      const { firstLine, endLine, lines } = kept.page(-1000, 1000);
      expect(endLine).toBe(texts.length);
      expect(lines.map(({ text }) => text)).toEqual(texts.slice(firstLine));
      expect(lines.length).toBeLessThanOrEqual(bounds.keptLines);
      const bytes = lines.reduce((sum, { text }) => sum + 64 + text.length * 2, 0);
      expect(bytes <= bounds.keptBytes || lines.length === 1).toBe(true);
    }),
  );
});
