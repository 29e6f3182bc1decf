/** How the shell lives: one of it, where it was, and an engine that may die. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { appEnvironment, machineSwitches } from '../../runtime/app-environment.ts';
import { findRuntime } from '../../runtime/find-runtime.ts';
import { appArguments, launchApp } from '../../runtime/launch-app.ts';
import { projectFolder } from '../../runtime/runtime-cache.ts';
import { enginePid, newDataDir, startShell } from './shell-app.ts';

/** Writes down how the engine is, as the page hears of it. */
const watchEngine = (page: Page) =>
  page.evaluateHandle(() => {
    const kinds: string[] = [];
    window.rounds.engine.listen(({ kind }) => void (kind === 'message' || kinds.push(kind)));
    return kinds;
  });

test('a second start shows the first window and ends', async () => {
  const { app, dataDir, close } = await startShell();
  const told = await app.evaluateHandle(({ app: first }) => {
    const starts: string[] = [];
    first.on('second-instance', () => starts.push('second'));
    return starts;
  });
  const runtime = await findRuntime();
  // The first app knows the display; the second needs the same.
  const display = await app.evaluate(() => process.env.DISPLAY ?? '');
  const args = [...machineSwitches(), projectFolder, ...appArguments({ dataDir, interfaces: ['lo'] })];
  const second = spawn(runtime.executablePath, args, {
    env: appEnvironment(runtime, { DISPLAY: display }),
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  await expect.poll(() => told.jsonValue()).toEqual(['second']);
  await close();
});

test('the window opens where and how it was', async () => {
  const dataDir = await newDataDir();
  const wanted = { x: 60, y: 40, width: 1000, height: 600 };
  const first = await startShell(dataDir);
  await first.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setContentBounds(bounds),
    wanted,
  );
  await first.page.evaluate(() => window.rounds.shell.ask('setTheme', { theme: 'dark' }));
  await first.app.close();
  const kept = JSON.parse(await readFile(join(dataDir, 'window/window-state.json'), 'utf8'));
  expect(kept).toEqual({ bounds: wanted, isMaximized: false, theme: 'dark' });

  const second = await startShell(dataDir);
  const found = await second.app.evaluate(({ BrowserWindow, nativeTheme }) => ({
    bounds: BrowserWindow.getAllWindows()[0]?.getContentBounds(),
    background: BrowserWindow.getAllWindows()[0]?.getBackgroundColor(),
    theme: nativeTheme.themeSource,
  }));
  expect(found).toEqual({ bounds: wanted, background: '#111413', theme: 'dark' });
  await second.close();
});

test('the window is never smaller than the smallest screen that we promise to fit', async () => {
  const { app, close } = await startShell();
  const size = await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setContentSize(300, 200);
    return window?.getContentSize();
  });
  expect(size).toEqual([911, 512]);
  await close();
});

test('a killed engine comes back with a new connection, and the page is told', async () => {
  const { app, page, close } = await startShell();
  const heard = await watchEngine(page);
  await expect.poll(() => heard.jsonValue()).toEqual(['connected']);
  const before = await enginePid(app);
  if (before === undefined) throw new Error('no engine runs');
  process.kill(before, 'SIGKILL');
  await expect.poll(() => heard.jsonValue()).toEqual(['connected', 'lost', 'connected']);
  expect(await enginePid(app)).not.toBe(before);
  await close();
});

test('an engine that keeps dying is given up, and restartEngine brings it back', async () => {
  const { app, page, close } = await startShell();
  const heard = await watchEngine(page);
  for (let death = 1; death <= 6; death++) {
    await expect.poll(async () => (await heard.jsonValue()).at(-1)).toBe('connected');
    const pid = await enginePid(app);
    if (pid === undefined) throw new Error('no engine runs');
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await heard.jsonValue()).length).toBeGreaterThanOrEqual(death * 2);
  }
  await expect.poll(async () => (await heard.jsonValue()).at(-1)).toBe('stopped');
  await page.evaluate(() => window.rounds.shell.ask('restartEngine', {}));
  await expect.poll(async () => (await heard.jsonValue()).at(-1)).toBe('connected');
  await close();
});

test('sleep and wake of the laptop reach the shell without a fault', async () => {
  const { app, page, close } = await startShell();
  const heard = await watchEngine(page);
  await expect.poll(() => heard.jsonValue()).toEqual(['connected']);
  await app.evaluate(({ powerMonitor }) => {
    for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen']) powerMonitor.emit(event);
  });
  const answer = await page.evaluate(() => window.rounds.shell.ask('about', {}));
  expect(answer).toMatchObject({ demo: true });
  expect(await heard.jsonValue()).toEqual(['connected']);
  await close();
});

test('Ctrl and a key enlarge, shrink and restore the page', async () => {
  const { app, close } = await startShell();
  const levels = await app.evaluate(async ({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents;
    const found: (number | undefined)[] = [];
    const modifier = process.platform === 'darwin' ? 'meta' : 'control';
    for (const keyCode of ['=', '=', '-', '0']) {
      const handled = new Promise((resolve) => page?.once('before-input-event', resolve));
      page?.sendInputEvent({ type: 'keyDown', keyCode, modifiers: [modifier] });
      await handled;
      found.push(page?.getZoomLevel());
    }
    return found;
  });
  expect(levels).toEqual([1, 2, 1, 0]);
  await close();
});

test('where Linux has no keyring, no key is made and the shell says so', async () => {
  // Playwright starts the app with Chromium's plain password store, which is no keyring.
  const dataDir = await newDataDir();
  const { app, page } = await launchApp({ dataDir, interfaces: ['lo'], demo: false });
  const about = await page.evaluate(() => window.rounds.shell.ask('about', {}));
  expect(about).toMatchObject({ demo: false, keystore: process.platform === 'linux' ? 'refused' : 'os' });
  await app.close();
  expect(existsSync(join(dataDir, 'keystore.json'))).toBe(process.platform !== 'linux');
  await rm(dataDir, { recursive: true, maxRetries: 5, retryDelay: 100 });
});

test('a reloaded page gets a fresh connection to the same engine', async () => {
  const { app, page, close } = await startShell();
  const first = await watchEngine(page);
  await expect.poll(() => first.jsonValue()).toEqual(['connected']);
  const pid = await enginePid(app);
  await page.reload();
  const second = await watchEngine(page);
  await expect.poll(() => second.jsonValue()).toEqual(['connected']);
  expect(await enginePid(app)).toBe(pid);
  await close();
});

test('a crashed page is loaded again while the engine goes on', async () => {
  const { app, page, close } = await startShell();
  const pid = await enginePid(app);
  const crashed = page.waitForEvent('crash');
  const reloaded = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('did-finish-load', () => resolve(contents.getURL().split('#')[0] ?? ''));
        contents?.forcefullyCrashRenderer();
      }),
  );
  await crashed;
  expect(await reloaded).toBe('app://rounds/');
  expect(await enginePid(app)).toBe(pid);
  await close();
});

test('closing ends every process that was started', async () => {
  const dataDir = await newDataDir();
  const { app } = await startShell(dataDir);
  const pids = await app.evaluate((electron) => electron.app.getAppMetrics().map(({ pid }) => pid));
  expect(pids.length).toBeGreaterThanOrEqual(4);
  await app.close();
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  await rm(dataDir, { recursive: true });
});
