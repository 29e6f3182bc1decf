import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, runCommand } from './run-command.ts';
import { say, sayWhile } from './say.ts';

/** What Electron and a virtual display need on Debian 12 (reference: electron-runtime.md). */
const displayPackages = [
  'xvfb',
  'xauth',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libxkbcommon0',
];
const compilerPackages = ['python3', 'make', 'g++'];
/** About 90 MB of packages from a slow mirror. */
const installTimeoutMs = 10 * 60_000;

/** Makes sure that the Electron at `executablePath` finds its shared libraries and that a display can be had. Installs Debian's packages as root on Debian, else throws with the one command to run. Does nothing off Linux. */
export async function ensureSystem(executablePath: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = await missingLibraries(executablePath);
  if (!process.env.DISPLAY && !isOnPath('Xvfb')) missing.push('Xvfb');
  if (missing.length === 0) return;
  await install(missing, displayPackages);
  const still = await missingLibraries(executablePath);
  if (still.length > 0) throw new Error(`Electron still lacks ${still.join(', ')}`);
}

/** Makes sure that python3, make and g++ are there, for the one compile that an old runtime needs. */
export async function ensureCompiler(): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = compilerPackages.filter((name) => !isOnPath(name));
  if (missing.length > 0) await install(missing, compilerPackages);
}

async function missingLibraries(executablePath: string): Promise<string[]> {
  const { stdout } = await runCommand('ldd', [executablePath], { timeoutMs: 20_000 });
  const lines = stdout.split('\n').filter((line) => line.includes('not found'));
  return lines.map((line) => line.trim().split(/\s/)[0] ?? line);
}

async function install(missing: readonly string[], packages: readonly string[]): Promise<void> {
  const isDebian = existsSync('/etc/debian_version') && isOnPath('apt-get');
  if (!isDebian || process.getuid?.() !== 0) {
    const names = packages.join(' ');
    throw new Error(
      `this machine lacks ${missing.join(', ')}. Run once:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}`,
    );
  }
  say(`missing: ${missing.join(', ')}`);
  const options = {
    timeoutMs: installTimeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  await sayWhile(`installing Debian packages: ${packages.join(' ')}`, async () => {
    await mustRun('apt-get', ['update', '-qq'], options);
    const flags = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
    await mustRun('apt-get', [...flags, ...(await currentNames(packages))], options);
  });
}

/** Debian 13 and Ubuntu 24 renamed some libraries when time became 64 bits wide. */
async function currentNames(packages: readonly string[]): Promise<string[]> {
  const named = packages.map(async (name) => {
    const { code } = await runCommand('apt-cache', ['show', `${name}t64`], { timeoutMs: 20_000 });
    return code === 0 ? `${name}t64` : name;
  });
  return Promise.all(named);
}

function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}
