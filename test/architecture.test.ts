/** The boundaries of the tree, as tests that fail with the reason. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '');
const sources = tracked.filter(
  (path) => /\.(ts|tsx)$/.test(path) && !path.includes('/gen/') && !path.endsWith('.d.ts'),
);
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const nouns = ['sites', 'nodes', 'discovery', 'provisioning', 'checks', 'bundles', 'sync', 'serial'];

interface Import {
  readonly from: string;
  /** Path from the root for relative imports, the bare name for packages. */
  readonly to: string;
}

const imports: readonly Import[] = sources.flatMap((from) =>
  [
    ...text(from).matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return { from, to: name.startsWith('.') ? normalize(join(dirname(from), name)) : name };
  }),
);
const production = imports.filter(({ from }) => !/\.test\.tsx?$|\.spec\.ts$/.test(from));

/** Every import from `where` to something that `allowed` does not cover. */
function strays(where: RegExp, allowed: readonly RegExp[]): readonly string[] {
  return production
    .filter(({ from, to }) => where.test(from) && !allowed.some((pattern) => pattern.test(to)))
    .map(({ from, to }) => `${from} imports ${to}`);
}

test('the top level holds only the folders of the design', () => {
  const folders = new Set(tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  const allowed = ['electron', 'renderer', 'shared', 'resources', 'test'];
  expect(
    [...folders].filter((name) => name?.startsWith('.') === false && !allowed.includes(name ?? '')),
  ).toEqual([]);
});

test('a noun has one folder name in every place: rules, service and screens', () => {
  const places = ['shared/domain', 'electron', 'renderer'];
  const missing = places.flatMap((place) =>
    nouns
      .map((noun) => `${place}/${noun}/`)
      .filter((folder) => !tracked.some((path) => path.startsWith(folder))),
  );
  expect(missing).toEqual([]);
});

test('shared sees neither side: only itself, its catalogues and pure libraries', () => {
  expect(
    strays(/^shared\//, [
      /^shared\//,
      /^resources\/locales\//,
      /^(zod|intl-messageformat|canonicalize|yaml|@noble\/hashes\/)/,
    ]),
  ).toEqual([]);
});

test('only the shell and its entry points import Electron, so that the engine runs anywhere', () => {
  const found = production.filter(
    ({ from, to }) =>
      /^electron(\/|$)/.test(to) &&
      !/\.tsx?$/.test(to) &&
      !/^electron\/(main|preload)\.ts$|^electron\/(shell|ipc)\//.test(from) &&
      !from.startsWith('test/'),
  );
  expect(found.filter(({ to }) => to === 'electron' || to.startsWith('electron/main'))).toEqual([]);
});

test('services know their own folder, the shared rules and the common ports, and no adapter', () => {
  for (const noun of [...nouns, 'security']) {
    expect(
      strays(new RegExp(`^electron/${noun}/`), [
        /^shared\//,
        new RegExp(`^electron/${noun}/`),
        /^electron\/(ports\.ts|nodes\/node-link\.ts|security\/)/,
        /^node:(crypto|path|url|events|buffer)$/,
        /^(zod|canonicalize|uuid|yaml|@noble\/hashes\/.*)$/,
      ]),
    ).toEqual([]);
  }
});

test('an adapter knows ports and its library, never a service, a screen or the shell', () => {
  const found = production.filter(
    ({ from, to }) =>
      from.startsWith('electron/adapters/') &&
      /^(renderer|test|electron\/(shell|ipc|cli|main|preload|engine|create-engine|compose))/.test(to),
  );
  expect(found).toEqual([]);
});

test('the page sees shared types, its own api and its own pieces; nothing of the engine', () => {
  expect(
    production.filter(
      ({ from, to }) => from.startsWith('renderer/') && /^(electron|test)(\/|$)|^node:/.test(to),
    ),
  ).toEqual([]);
  expect(
    production.filter(
      ({ from, to }) =>
        from.startsWith('renderer/ui/') &&
        /^renderer\/(?!ui\/)|^shared\/(domain|contract|console)\//.test(to),
    ),
  ).toEqual([]);
});

test('only renderer/api touches the bridge', () => {
  const found = sources.filter(
    (path) =>
      path.startsWith('renderer/') &&
      !path.startsWith('renderer/api/') &&
      /window\.rounds\b/.test(text(path)),
  );
  expect(found).toEqual([]);
});

test('the channels between page and main are used only by preload, shell and ipc', () => {
  const found = sources.filter(
    (path) =>
      /\b(ipcRenderer|ipcMain|webContents\.send)\b/.test(text(path)) &&
      !/^electron\/(preload\.ts|shell\/|ipc\/)|^test\//.test(path),
  );
  expect(found).toEqual([]);
});

/** Each may be larger than 300 lines, for the reason given. The list may shrink without asking. */
const largeFiles: Readonly<Record<string, string>> = {};

test('no file outgrows a reader: 300 lines', () => {
  const tooLong = sources.filter((path) => text(path).split('\n').length > 301 && !(path in largeFiles));
  expect(tooLong).toEqual([]);
  expect(text('electron/main.ts').split('\n').length).toBeLessThanOrEqual(200);
});

test('no folder holds more than 15 files, tests and generated code apart', () => {
  const count = new Map<string, number>();
  for (const path of sources) {
    if (/\.test\.tsx?$/.test(path)) continue;
    count.set(dirname(path), (count.get(dirname(path)) ?? 0) + 1);
  }
  expect([...count].filter(([, files]) => files > 15)).toEqual([]);
});

test('every runtime dependency has its line in the README', () => {
  const readme = text('README.md');
  expect(Object.keys(manifest.dependencies).filter((name) => !readme.includes(`| \`${name}\``))).toEqual([]);
});

test('every dependency is pinned to one version', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(
    Object.entries(all).filter(([, version]) => !/^(npm:[a-z0-9-]+@)?\d+\.\d+\.\d+$/.test(version)),
  ).toEqual([]);
});

test('every migration has a test beside it', () => {
  const migrations = tracked.filter((path) => /migrations\/\d{4}-[a-z-]+\.ts$/.test(path));
  expect(migrations.length).toBeGreaterThan(0);
  expect(migrations.filter((path) => !tracked.includes(path.replace(/\.ts$/, '.test.ts')))).toEqual([]);
});

test('no test is skipped, focused or left for later', () => {
  const marker = new RegExp(`\\b(it|test|describe)\\.(${['skip', 'only', 'todo', 'fails'].join('|')})\\b`);
  expect(sources.filter((path) => /\.(test|spec)\.tsx?$/.test(path) && marker.test(text(path)))).toEqual([]);
});

test('no type is switched off and no work is left as a note', () => {
  const marker = new RegExp(
    `\\bas ${'any'}\\b|@ts-(${'ignore'}|nocheck)|\\b(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`,
  );
  expect(sources.filter((path) => marker.test(text(path)))).toEqual([]);
});

test('no address of a package registry and no path of one machine is named anywhere', () => {
  const marker = new RegExp(`registry\\.npm${'js'}\\.org|/${'work'}/main`);
  const readable = tracked.filter((path) => !/\.(png|ico|icns|woff2|zip|bin)$/.test(path));
  expect(readable.filter((path) => marker.test(text(path)))).toEqual([]);
});
