import { statfsSync } from 'node:fs';
import type { Runtime } from './find-runtime.ts';

/** Chromium's shared memory needs more than the 64 MB that containers give /dev/shm by default. */
const enoughSharedMemoryBytes = 256 * 1024 * 1024;

/** True where Electron refuses to start with its OS sandbox. Development and tests only: a packaged app never gets --no-sandbox. */
export const isRoot = process.getuid?.() === 0;

/** The switches that this machine forces on Electron itself. */
export function machineSwitches(): string[] {
  if (process.platform !== 'linux') return [];
  const switches = isRoot ? ['--no-sandbox'] : [];
  const { bavail, bsize } = statfsSync('/dev/shm');
  if (bavail * bsize < enoughSharedMemoryBytes) switches.push('--disable-dev-shm-usage');
  return switches;
}

/** The environment for the app: this process's own, without what would change how Electron starts, with the SQLite binding of the runtime. */
export function appEnvironment(
  runtime: Runtime,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(NODE_OPTIONS|ELECTRON_|npm_|VITE)/.test(name)) environment[name] = value;
  }
  if (runtime.sqliteBinding !== null) environment.ROUNDS_SQLITE_BINDING = runtime.sqliteBinding;
  return { ...environment, ...more };
}
