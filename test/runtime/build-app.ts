import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mustRun } from './run-command.ts';
import { projectFolder } from './runtime-cache.ts';
import { sayWhile } from './say.ts';

/** A cold build takes some seconds; a loaded machine gets more. */
const buildTimeoutMs = 5 * 60_000;

/** Bundles main, engine, preload and page into out/ with electron-vite. Throws with the last lines of its output. */
export async function buildApp(): Promise<void> {
  const require = createRequire(import.meta.url);
  const program = join(dirname(require.resolve('electron-vite/package.json')), 'bin/electron-vite.js');
  await sayWhile('building the app', () =>
    mustRun(process.execPath, [program, 'build', '--logLevel', 'warn'], {
      timeoutMs: buildTimeoutMs,
      cwd: projectFolder,
    }),
  );
}
