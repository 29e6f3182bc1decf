/** One engine per data folder, against real processes: the lock lives exactly as long as who holds it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir } from '../../electron/adapters/sqlite/engine-lock.ts';
import { createEngine } from '../../electron/create-engine.ts';
import { FailureError } from '../../shared/failure/failure.ts';

const holderProgram = `
import { lockDataDir } from ${JSON.stringify(new URL('../../electron/adapters/sqlite/engine-lock.ts', import.meta.url).href)};
lockDataDir({ dataDir: process.argv[1], program: 'rounds sweep', nativeBinding: null });
process.stdout.write('held');
process.stdin.resume();
`;

let dataDir: string;
let children: ChildProcess[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rounds-lock-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(kill));
  rmSync(dataDir, { recursive: true, force: true });
});

const take = () => lockDataDir({ dataDir, program: 'rounds status', nativeBinding: null });

function refusal(): unknown {
  try {
    take();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return null;
}

async function holder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holderProgram, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('another process is refused and hears who is there', async () => {
  const child = await holder();
  expect(refusal()).toEqual({ code: 'busy', facts: { what: `rounds sweep (process ${child.pid})` } });
});

test('a second engine in the same process is refused too, until the first lets go', () => {
  const letGo = take();
  expect(refusal()).toEqual({ code: 'busy', facts: { what: `rounds status (process ${process.pid})` } });
  letGo();
  take()();
});

test('an engine on a folder that is in use answers every call with who has it, and leaves the folder alone', async () => {
  const child = await holder();
  const engine = createEngine({
    ...{ dataDir, appVersion: '1', demo: true, enrolmentFile: null, interfaces: [], sqliteBinding: null },
    key: { state: 'unlocked', keyHex: 'ab'.repeat(32), keystore: 'demo' },
  });
  const failure = { code: 'busy', facts: { what: `rounds sweep (process ${child.pid})` } };
  expect(await engine.ready).toEqual(failure);
  const { signal } = new AbortController();
  expect(await engine.calls.ask('engine.status', {}, signal)).toMatchObject({ state: 'refused', failure });
  await expect(engine.calls.ask('sites.overview', {}, signal)).rejects.toMatchObject({ failure });
  await engine.stop();
  expect(refusal()).toEqual(failure);
});

test('a killed engine leaves nothing behind that could keep the next one out', async () => {
  await kill(await holder());
  take()();
});

test('who is there is only words: an unreadable note changes nothing about the lock', async () => {
  await holder();
  writeFileSync(join(dataDir, 'engine.json'), `{"pid":`);
  expect(refusal()).toEqual({ code: 'busy', facts: { what: 'Rounds' } });
});

test('a folder where no file can be made is named', () => {
  mkdirSync(join(dataDir, 'engine.lock'));
  expect(refusal()).toEqual({ code: 'database-unreadable', facts: { path: join(dataDir, 'engine.lock') } });
});
