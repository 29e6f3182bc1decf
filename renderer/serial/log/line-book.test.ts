import { expect, test } from 'vitest';
import type { SerialPage } from '../../../shared/domain/serial/serial-port.ts';
import { createLineBook, pageLines } from './line-book.ts';

/** A console with so many lines that writes down what it was asked for. */
function console(firstLine: number, endLine: number) {
  const state = { firstLine, endLine, asked: [] as number[], isDeaf: false };
  const ask = async (from: number, limit: number): Promise<SerialPage> => {
    state.asked.push(from);
    if (state.isDeaf) throw new Error('deaf');
    const first = Math.max(from, state.firstLine);
    const count = Math.max(0, Math.min(from + limit, state.endLine) - first);
    const lines = Array.from({ length: count }, (_, index) => {
      const number = first + index;
      return { number, atMs: number, text: `line ${number}`, kind: 'in' as const };
    });
    return { firstLine: state.firstLine, endLine: state.endLine, lines };
  };
  const book = createLineBook(ask);
  book.endsAt(endLine);
  /** Resolves with the next change of the book. */
  const change = () =>
    new Promise<void>((resolve) => {
      const stop = book.subscribe(() => {
        stop();
        resolve();
      });
    });
  return { state, book, change };
}

test('only what comes into view is asked for, and only once', async () => {
  const { state, book, change } = console(0, 100_000);
  const came = change();
  book.want(1000, 1060);
  book.want(1000, 1060);
  expect(book.line(1010)).toBeNull();
  await came;
  expect(book.line(1010)?.text).toBe('line 1010');
  expect(book.line(1500)).toBeNull();
  book.want(1000, 1060);
  expect(state.asked).toEqual([1000]);
});

test('the newest page is asked again once the console has grown', async () => {
  const { state, book, change } = console(0, 260);
  const first = change();
  book.want(250, 260);
  await first;
  state.endLine = 270;
  book.endsAt(270);
  const second = change();
  book.want(250, 270);
  await second;
  expect(book.line(269)?.text).toBe('line 269');
  expect(state.asked).toEqual([250, 250]);
});

test('lines that the engine dropped do not shift the others of their page', async () => {
  const { book, change } = console(1100, 2000);
  const came = change();
  book.want(1100, 1120);
  await came;
  expect(book.line(1100)?.text).toBe('line 1100');
  expect(book.line(1099)).toBeNull();
});

test('a console that begins anew is another console', async () => {
  const { book, change } = console(0, 900);
  const came = change();
  book.want(0, 10);
  await came;
  book.endsAt(3);
  expect(book.line(5)).toBeNull();
});

test('a page that could not be read is asked for again', async () => {
  const { state, book, change } = console(0, 900);
  state.isDeaf = true;
  book.want(0, 10);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  state.isDeaf = false;
  const came = change();
  book.want(0, 10);
  await came;
  expect(book.line(5)?.text).toBe('line 5');
});

test('walking through a hundred thousand lines keeps twenty thousand at most', async () => {
  const { book, change } = console(0, 100_000);
  for (let from = 0; from < 100_000; from += pageLines) {
    const came = change();
    book.want(from, from + 1);
    await came;
  }
  expect([...book.held()]).toHaveLength(20_000);
  expect(book.line(99_999)).not.toBeNull();
  expect(book.line(0)).toBeNull();
});
