import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepWindowState, openingBounds, readWindowState } from './window-state.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ordinary = { bounds: null, isMaximized: false, theme: 'system' } as const;
const screen = { x: 0, y: 25, width: 1366, height: 700 };

test('what was kept is read again', async () => {
  const path = join(folder, 'new/window-state.json');
  const keeper = keepWindowState(path, ordinary);
  const bounds = { x: 1, y: 2, width: 1000, height: 600 };
  keeper.update({ bounds });
  keeper.update({ theme: 'dark' });
  await keeper.flush();
  expect(readWindowState(path)).toEqual({ bounds, isMaximized: false, theme: 'dark' });
});

test.each(['', '{', '{"bounds":{"x":"1"},"isMaximized":true,"theme":"dark"}', '{"theme":"pink"}', 'null'])(
  'a spoilt file (%s) counts as none',
  (text) => {
    const path = join(folder, 'window-state.json');
    writeFileSync(path, text);
    expect(readWindowState(path)).toEqual(ordinary);
  },
);

test('the first window is centred by the system', () => {
  expect(openingBounds(null, [screen])).toEqual({ width: 1180, height: 760 });
});

test('a window opens where it was', () => {
  const bounds = { x: 100, y: 100, width: 1000, height: 600 };
  expect(openingBounds(bounds, [screen])).toEqual(bounds);
});

test.each([
  { x: 3000, y: 100, width: 1000, height: 600 },
  { x: 100, y: 2000, width: 1000, height: 600 },
  { x: 100, y: -200, width: 1000, height: 600 },
  { x: -950, y: 100, width: 1000, height: 600 },
])('a window whose screen is gone (%o) comes back to the middle', (bounds) => {
  expect(openingBounds(bounds, [screen])).toEqual({ width: 1000, height: 600 });
});

test('a window is never smaller than the smallest screen that we promise to fit', () => {
  expect(openingBounds({ x: 0, y: 25, width: 10, height: 10 }, [screen])).toEqual({
    x: 0,
    y: 25,
    width: 911,
    height: 512,
  });
});
