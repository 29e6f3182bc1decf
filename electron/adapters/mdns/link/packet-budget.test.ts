import { expect, test } from 'vitest';
import { createPacketBudget } from './packet-budget.ts';

/** How many of so many packets of 300 bytes from each sender are read within one second. */
function readOf(senders: readonly string[], each: number) {
  const budget = createPacketBudget();
  const read = new Map<string, number>();
  for (let round = 0; round < each; round++)
    for (const sender of senders)
      if (budget.take(sender, 300, 0)) read.set(sender, (read.get(sender) ?? 0) + 1);
  return { budget, read };
}

test('two hundred nodes that answer at once, three packets each, are all read', () => {
  const senders = Array.from({ length: 200 }, (_, index) => `10.20.4.${index}`);
  expect([...readOf(senders, 3).read.values()].every((count) => count === 3)).toBe(true);
});

test('one sender alone cannot use up what others need', () => {
  const { budget, read } = readOf(['flooder'], 10_000);
  expect(read.get('flooder')).toBe(937);
  expect(budget.take('node', 300, 0)).toBe(true);
});

test('many loud senders leave room for a quiet one', () => {
  for (const count of [10, 30, 60, 100, 150]) {
    const senders = Array.from({ length: count }, (_, index) => `loud-${index}`);
    const { budget } = readOf(senders, Math.ceil(10_000 / count));
    expect([count, budget.take('node', 300, 0)]).toEqual([count, true]);
  }
});

test('the next second is a new one, also when the clock was set back', () => {
  const { budget } = readOf(['flooder'], 10_000);
  expect(budget.take('flooder', 300, 999)).toBe(false);
  expect(budget.take('flooder', 300, 1000)).toBe(true);
  for (let round = 0; round < 10_000; round++) budget.take('flooder', 300, 1000);
  expect(budget.take('flooder', 300, -5000)).toBe(true);
});
