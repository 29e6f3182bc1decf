import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mustRun } from '../run-command.ts';
import { cacheFolder } from '../runtime-cache.ts';
import { sayWhile } from '../say.ts';

/** A reachable download server answers a HEAD well within this; a firewall that drops packets never does. */
const probeTimeoutMs = 4_000;
/** About 120 MB at 2 Mbit/s. */
const downloadTimeoutMs = 10 * 60_000;
/** An unreachable server is not asked again by every test that starts the app. */
const rememberUnreachableMs = 10 * 60_000;

export type OfficialElectron =
  | { readonly found: true; readonly executablePath: string; readonly version: string }
  | { readonly found: false; readonly why: string };

/** Gives the Electron that the electron package downloads for itself, downloading it first when its server (ELECTRON_MIRROR or the official one) answers. */
export async function officialElectron(): Promise<OfficialElectron> {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const installed = await readInstalled(folder);
  if (installed) return installed;
  const why = await unreachable();
  if (why !== null) return { found: false, why };
  try {
    await sayWhile('downloading Electron with the electron package', () =>
      mustRun(process.execPath, [join(folder, 'install.js')], { timeoutMs: downloadTimeoutMs }),
    );
  } catch (error) {
    // Expected: a proxy that answers but refuses the download.
    return { found: false, why: `the official download failed (${lastLine(error)})` };
  }
  return (await readInstalled(folder)) ?? { found: false, why: 'the official download left no executable' };
}

async function readInstalled(folder: string): Promise<OfficialElectron | null> {
  const relative = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null);
  const version = await readFile(join(folder, 'dist/version'), 'utf8').catch(() => null);
  if (relative === null || version === null) return null;
  const executablePath = join(folder, 'dist', relative);
  if (!existsSync(executablePath)) return null;
  return { found: true, executablePath, version: version.trim().replace(/^v/, '') };
}

async function unreachable(): Promise<string | null> {
  const server =
    process.env.ELECTRON_MIRROR ||
    process.env.npm_config_electron_mirror ||
    'https://github.com/electron/electron/releases/';
  const marker = join(cacheFolder(), 'electron-download-unreachable');
  const why = `${new URL(server).host} cannot be reached`;
  const age = await stat(marker).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  const remembered = age < rememberUnreachableMs ? await readFile(marker, 'utf8') : '';
  if (remembered === server) return `${why} (tried less than 10 minutes ago)`;
  try {
    await fetch(server, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeTimeoutMs) });
    return null;
  } catch {
    // Expected on a machine that reaches only the npm registry.
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(marker, server);
    return why;
  }
}

function lastLine(error: unknown): string {
  return error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
}
