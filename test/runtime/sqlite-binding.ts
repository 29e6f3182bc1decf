import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { mustRun } from './run-command.ts';
import { cachedFolder, projectFolder } from './runtime-cache.ts';
import { sayWhile } from './say.ts';
import { ensureCompiler } from './system.ts';

/** Two and a half minutes on two cores; a slow single core gets four times that. */
const compileTimeoutMs = 12 * 60_000;

/**
 * The prebuilt binding asks for Node-API 10 and crashes a runtime that has 9 (Electron below 36, Node 20). These
 * defines ask for the same calls without the version check. Link-time optimisation is dropped: it doubles the time.
 */
const abiDefines = ['NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'];

/** Gives the path of a SQLite binding for Node-API 9, compiling it once per package version and flags, never in node_modules. */
export async function sqliteBindingForOldNodeApi(): Promise<string> {
  const require = createRequire(import.meta.url);
  const source = dirname(require.resolve('better-sqlite3/package.json'));
  const manifest: unknown = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? manifest.version : '?';
  const flags = createHash('sha256').update(abiDefines.join()).digest('hex').slice(0, 8);
  const key = `sqlite-binding-${version}-${process.platform}-${process.arch}-napi9-${flags}`;
  const folder = await cachedFolder(key, async (draft) => {
    await ensureCompiler();
    await sayWhile('compiling the SQLite binding for Node-API 9, once (about 3 minutes)', () =>
      compile(source, draft),
    );
  });
  return join(folder, 'better_sqlite3.node');
}

async function compile(source: string, draft: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const work = join(draft, 'build');
  await mkdir(work);
  for (const part of ['binding.gyp', 'package.json', 'deps', 'src', 'lib']) {
    await cp(join(source, part), join(work, part), { recursive: true });
  }
  await adaptGyp(join(work, 'binding.gyp'));
  await mustRun(
    process.execPath,
    [
      join(dirname(require.resolve('node-gyp/package.json')), 'bin/node-gyp.js'),
      'rebuild',
      '--release',
      `--nodedir=${await nodeHeaders()}`,
      `--jobs=${availableParallelism()}`,
      '--',
      '-Dforce_build=1',
    ],
    {
      timeoutMs: compileTimeoutMs,
      cwd: work,
      // binding.gyp asks `node` for the folder of node-addon-api, which is not beside the copy.
      env: { ...process.env, NODE_PATH: join(projectFolder, 'node_modules'), PATH: pathWithOwnNode() },
    },
  );
  await copyFile(join(work, 'build/Release/better_sqlite3.node'), join(draft, 'better_sqlite3.node'));
  await rm(work, { recursive: true });
}

async function adaptGyp(path: string): Promise<void> {
  const original = await readFile(path, 'utf8');
  const defines = abiDefines.map((name) => `'${name}'`).join(', ');
  const adapted = original
    .replaceAll("'NAPI_VERSION=10'", defines)
    .replaceAll(/,?\s*'-flto'(?!,)|'-flto',\s*/g, '');
  if (!adapted.includes(defines))
    throw new Error(`${path} no longer defines NAPI_VERSION=10: adapt this file`);
  await writeFile(path, adapted);
}

/** The `node` development dependency carries its headers, so that nothing is downloaded for the compile. */
async function nodeHeaders(): Promise<string> {
  const require = createRequire(import.meta.url);
  const node = dirname(require.resolve('node/package.json'));
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const folder = join(node, `node_modules/node-${platform}-${process.arch}`);
  await readFile(join(folder, 'include/node/node_api.h')).catch((error: unknown) => {
    throw new Error(`no Node headers in ${folder}; run npm ci`, { cause: error });
  });
  return folder;
}

function pathWithOwnNode(): string {
  return `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
}
