import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './say.ts';

/** The slowest piece (a compile on one slow core) stays well under this; a waiter gives up after it. */
const lockTimeoutMs = 15 * 60_000;

/** The repository, where node_modules and package.json are. */
export const projectFolder = resolve(import.meta.dirname, '../..');

/** The user's cache folder for runtimes and compiled bindings: XDG_CACHE_HOME or ~/.cache, then rounds. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rounds');
}

/**
 * Gives the cached folder `key`, making it first when it is missing. `make` fills a temporary folder that is
 * renamed only when complete, so an interrupted run leaves nothing half made; a lock keeps two runs apart.
 */
export async function cachedFolder(key: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder(), key);
  if (existsSync(target)) return target;
  await mkdir(cacheFolder(), { recursive: true });
  const release = await lock(`${target}.lock`);
  try {
    if (existsSync(target)) return target;
    // Only the lock's holder uses this name, so what an interrupted run left there can go.
    const draft = `${target}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    try {
      await make(draft);
      await rename(draft, target);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return target;
  } finally {
    await release();
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  const giveUpAtMs = Date.now() + lockTimeoutMs;
  let hasSaid = false;
  while (Date.now() < giveUpAtMs) {
    if (await tryLock(path)) return () => rm(path, { force: true });
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    // A holder that died, for example by Ctrl-C, must not block every later run.
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
    if (!hasSaid) say(`waiting for process ${holder || '?'} that prepares the same thing`);
    hasSaid = true;
    await delay(250);
  }
  throw new Error(
    `${path} is still held after ${lockTimeoutMs / 60_000} minutes; remove it if no run is using it`,
  );
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    // Expected: another run holds the lock.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // ESRCH means gone; EPERM means alive and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
