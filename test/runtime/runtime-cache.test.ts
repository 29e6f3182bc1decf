import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedFolder, cacheFolder } from './runtime-cache.ts';

let home: string;
const before = process.env.XDG_CACHE_HOME;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cache-'));
  process.env.XDG_CACHE_HOME = home;
});
afterEach(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(home, { recursive: true });
});

const write = (text: string) => async (folder: string) => writeFileSync(join(folder, 'file'), text);
const never = () => Promise.reject(new Error('made twice'));

test('what was made once is found again', async () => {
  const folder = await cachedFolder('thing-1', write('made'));
  expect(await cachedFolder('thing-1', never)).toBe(folder);
  expect(folder).toBe(join(home, 'rounds/thing-1'));
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('made');
  expect(readdirSync(cacheFolder())).toEqual(['thing-1']);
});

test('a failure leaves nothing behind, and the next run makes it', async () => {
  await expect(
    cachedFolder('thing-1', async (folder) => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('no network');
    }),
  ).rejects.toThrow('no network');
  expect(readdirSync(cacheFolder())).toEqual([]);
  expect(existsSync(await cachedFolder('thing-1', write('made')))).toBe(true);
});

test('two runs at once make it once', async () => {
  let made = 0;
  const make = async (folder: string) => {
    made += 1;
    await write('made')(folder);
  };
  const folders = await Promise.all([cachedFolder('thing-1', make), cachedFolder('thing-1', make)]);
  expect(new Set(folders).size).toBe(1);
  expect(made).toBe(1);
});

test('what a killed run left is swept away', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  mkdirSync(join(home, 'rounds/thing-1.draft'), { recursive: true });
  writeFileSync(join(home, 'rounds/thing-1.draft/half'), '');
  writeFileSync(join(home, 'rounds/thing-1.lock'), String(pid));
  const folder = await cachedFolder('thing-1', write('made'));
  expect(readdirSync(folder)).toEqual(['file']);
  expect(readdirSync(cacheFolder())).toEqual(['thing-1']);
});
