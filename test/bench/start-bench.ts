/**
 * Start: from the process's birth to a usable list, and memory after it, against an empty window on the same
 * runtime. The two take turns, so that a busy moment of the machine hits both.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { appEnvironment, machineSwitches } from '../runtime/app-environment.ts';
import { buildApp } from '../runtime/build-app.ts';
import { withDisplay } from '../runtime/display.ts';
import { findRuntime, type Runtime } from '../runtime/find-runtime.ts';
import { appArguments } from '../runtime/launch-app.ts';
import { projectFolder } from '../runtime/runtime-cache.ts';
import { ensureSystem } from '../runtime/system.ts';
import { atMost, type BenchReport, context, median } from './bench-report.ts';
import { preparedVisit } from './prepared-visit.ts';
import { treePssMiB } from './process-tree.ts';

/** Turns of each; the first of each only warms the disk cache and is thrown away. */
const TURNS = 8;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
/** Chromium frees what start-up needed in its first seconds; memory is read after them, on both sides. */
const SETTLE_MS = 3_000;

interface Turn {
  readonly usableMs: number;
  readonly pssMiB: number;
}

/** Measures `TURNS` starts of each and reports medians. */
export async function startBench(): Promise<BenchReport> {
  const runtime = await findRuntime();
  await ensureSystem(runtime.executablePath);
  await buildApp();
  const visit = await preparedVisit();
  try {
    const turns = await withDisplay(async () => {
      const rounds: Turn[] = [];
      const empty: Turn[] = [];
      for (let turn = 0; turn < TURNS; turn += 1) {
        empty.push(await oneStart(runtime, [join(import.meta.dirname, 'empty-window')], emptyIsPainted));
        rounds.push(
          await oneStart(
            runtime,
            [projectFolder, ...appArguments({ dataDir: visit.dataDir, interfaces: ['lo'] })],
            listIsUsable,
          ),
        );
      }
      return { rounds: rounds.slice(1), empty: empty.slice(1) };
    });
    return report(runtime, turns);
  } finally {
    await visit.stop();
  }
}

function report(
  runtime: Runtime,
  { rounds, empty }: { rounds: readonly Turn[]; empty: readonly Turn[] },
): BenchReport {
  const usable = median(rounds.map(({ usableMs }) => usableMs));
  const painted = median(empty.map(({ usableMs }) => usableMs));
  const memory = median(rounds.map(({ pssMiB }) => pssMiB));
  const emptyMemory = median(empty.map(({ pssMiB }) => pssMiB));
  const peer = 'an empty Electron window on the same runtime';
  return {
    bench: 'start',
    runtime: `Electron ${runtime.electronVersion}`,
    figures: [
      atMost({ name: 'time to usable list', value: usable / painted, unit: '×', goal: 1.5, peer }),
      atMost({ name: 'memory (PSS)', value: memory / emptyMemory, unit: '×', goal: 1.4, peer }),
      context('usable list', usable, 'ms'),
      context('empty window painted', painted, 'ms'),
      context('Rounds, all processes', memory, 'MiB'),
      context('empty window, all processes', emptyMemory, 'MiB'),
    ],
  };
}

async function oneStart(
  runtime: Runtime,
  args: readonly string[],
  usable: (page: Page) => Promise<number>,
): Promise<Turn> {
  const profile = mkdtempSync(join(tmpdir(), 'rounds-bench-'));
  const bornAtMs = Date.now();
  const child = spawn(
    runtime.executablePath,
    [...machineSwitches(), '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...args],
    { env: appEnvironment(runtime), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const browser = await chromium.connectOverCDP(await debuggerUrl(child), { timeout: START_LIMIT_MS });
    const [page] = browser.contexts().flatMap((found) => found.pages());
    if (page === undefined) throw new Error('the app started without a page');
    const usableMs = (await usable(page)) - bornAtMs;
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, SETTLE_MS);
    await settled;
    const pssMiB = treePssMiB(child.pid ?? 0);
    await browser.close();
    return { usableMs, pssMiB };
  } finally {
    await ended(child);
    if (existsSync(profile)) rmSync(profile, { recursive: true, force: true });
  }
}

/** The page marks the moment at which its task list stands there with data; see renderer/sites. */
async function listIsUsable(page: Page): Promise<number> {
  const mark = 'rounds:list-usable';
  await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, {
    timeout: START_LIMIT_MS,
  });
  return page.evaluate(
    (name) => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
    mark,
  );
}

async function emptyIsPainted(page: Page): Promise<number> {
  const mark = 'first-contentful-paint';
  await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, {
    timeout: START_LIMIT_MS,
  });
  return page.evaluate(
    (name) => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
    mark,
  );
}

function debuggerUrl(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const tooLate = setTimeout(
    () => reject(new Error(`said no address in ${START_LIMIT_MS} ms`)),
    START_LIMIT_MS,
  );
  void promise.catch(() => {}).then(() => clearTimeout(tooLate));
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    const url = said.match(/DevTools listening on (ws:\S+)/)?.[1];
    if (url !== undefined) resolve(url);
  });
  child.once('exit', (code) =>
    reject(new Error(`ended with ${code} before it listened: ${said.slice(-500)}`)),
  );
  return promise;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  const tooLate = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await promise;
  clearTimeout(tooLate);
}
