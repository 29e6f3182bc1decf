import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Finds the runtime in a process of its own, because the answer is remembered within one. */
function find(module: string, call: string, environment: Readonly<Record<string, string>>) {
  const path = join(import.meta.dirname, module);
  const program = `import { ${call} } from ${JSON.stringify(path)}; console.log(JSON.stringify(await ${call}()));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: process.env.PATH ?? '', HOME: folder, XDG_CACHE_HOME: folder, ...environment },
  });
  return { answer: status === 0 ? (JSON.parse(stdout) as unknown) : null, stderr };
}

test.runIf(process.platform === 'linux')('an Electron that the person names is taken first', () => {
  writeFileSync(join(folder, 'electron'), '');
  writeFileSync(join(folder, 'version'), 'v45.4.1\n');
  const { answer, stderr } = find('find-runtime.ts', 'findRuntime', { ELECTRON_OVERRIDE_DIST_PATH: folder });
  expect(answer).toEqual({
    executablePath: join(folder, 'electron'),
    electronVersion: '45.4.1',
    source: 'override',
    why: 'ELECTRON_OVERRIDE_DIST_PATH names it',
    sqliteBinding: null,
  });
  expect(stderr).toContain('Electron 45.4.1 (override)');
});

test('a named folder without an Electron is an error that says so', () => {
  const { answer, stderr } = find('find-runtime.ts', 'findRuntime', { ELECTRON_OVERRIDE_DIST_PATH: folder });
  expect(answer).toBeNull();
  expect(stderr).toContain('ELECTRON_OVERRIDE_DIST_PATH has no');
});

test.runIf(process.platform === 'linux')(
  'a tarball with another hash is refused and nothing of it is kept',
  () => {
    // An npm client whose registry answers with something else.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const npm = join(bin, 'npm');
    writeFileSync(npm, '#!/bin/sh\necho forged > "$4/forged.tgz"\n');
    chmodSync(npm, 0o755);
    const { answer, stderr } = find('electron/tarball-electron.ts', 'tarballElectron', {
      PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    });
    expect(answer).toBeNull();
    expect(stderr).toContain('is not the expected file');
    expect(readdirSync(join(folder, 'rounds'))).toEqual([]);
  },
);
