import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTemporaryDatabase, type TemporaryDatabase } from '../../../test/fakes/temporary-database.ts';
import { createWrite, type Write } from './write-guard.ts';

let temporary: TemporaryDatabase;
let write: Write;
beforeEach(() => {
  temporary = createTemporaryDatabase();
  write = createWrite(temporary.db);
});
afterEach(() => temporary.remove());

const fill = (name: string, sizeBytes: number) =>
  temporary.db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run(name, 'x'.repeat(sizeBytes));
const names = () => temporary.db.prepare('SELECT name FROM setting ORDER BY name').pluck().all();
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
};
const noMoreRoom = () => {
  const pages = Number(temporary.db.pragma('page_count', { simple: true }));
  temporary.db.pragma(`max_page_count=${pages}`);
};

test('a full disk becomes one clear failure, and what was saved stays readable', () => {
  write(() => fill('a', 10));
  noMoreRoom();
  expect(thrown(() => write(() => fill('b', 1_000_000)))).toMatchObject({
    failure: { code: 'disk-full', facts: { path: temporary.path } },
  });
  expect(temporary.db.inTransaction).toBe(false);
  expect(names()).toEqual(['a']);
  expect(temporary.db.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('a full disk inside a joined write undoes the whole of it', () => {
  noMoreRoom();
  const both = () =>
    write(() => {
      fill('small', 10);
      write(() => fill('large', 1_000_000));
    });
  expect(thrown(both)).toMatchObject({ failure: { code: 'disk-full' } });
  expect(names()).toEqual([]);
});

test('when room was freed meanwhile the second attempt succeeds, once', () => {
  noMoreRoom();
  let attempts = 0;
  write(() => {
    attempts += 1;
    if (attempts === 2) temporary.db.pragma('max_page_count=1000000');
    fill('b', 1_000_000);
  });
  expect(attempts).toBe(2);
  expect(names()).toEqual(['b']);
});

test('an error of another kind passes through untouched and undoes the write', () => {
  const fault = new Error('on the way');
  expect(
    thrown(() =>
      write(() => {
        fill('a', 10);
        throw fault;
      }),
    ),
  ).toBe(fault);
  expect(names()).toEqual([]);
});
