import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { build } from 'vite';
import { appEnvironment, isRoot, machineSwitches } from '../runtime/app-environment.ts';
import { openDisplay } from '../runtime/display.ts';
import { findRuntime } from '../runtime/find-runtime.ts';
import { ensureSystem } from '../runtime/system.ts';
import { pagePolicy, scanWorkerPolicy } from './page-policy.ts';
import type { Scene } from './scenes.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** A cold start under a virtual display takes 2 s; a machine with all its cores busy gets more. */
const launchTimeoutMs = 60_000;

/** The page over its double in a real Electron window. */
export interface PageWindow {
  readonly page: Page;
  /** What the page complained of since the last look: errors of scripts, and everything the policy refused. */
  complaints(): readonly string[];
  /** Opens a screen of a scene and waits for its title. */
  open(scene: Scene, path: string, paceMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Builds the page over its double and opens it in the Electron that the tests run on, with these switches of Chromium. */
export async function openPageWindow(switches: readonly string[] = []): Promise<PageWindow> {
  await build({ configFile: at('vite.config.ts'), logLevel: 'warn' });
  const runtime = await findRuntime();
  await ensureSystem(runtime.executablePath);
  const display = await openDisplay();
  const app = await _electron.launch({
    executablePath: runtime.executablePath,
    args: [...machineSwitches(), ...switches, at('page-window')],
    chromiumSandbox: !isRoot,
    timeout: launchTimeoutMs,
    env: appEnvironment(runtime, {
      ...(display.name === null ? {} : { DISPLAY: display.name }),
      PAGE_DOUBLE_FOLDER: at('../../out/page-double'),
      PAGE_DOUBLE_POLICY: pagePolicy,
      PAGE_DOUBLE_WORKER_POLICY: scanWorkerPolicy,
    }),
  });
  return pageWindow(app, await app.firstWindow({ timeout: launchTimeoutMs }), () => display.stop());
}

function pageWindow(app: ElectronApplication, page: Page, stopDisplay: () => void): PageWindow {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return {
    page,
    complaints: () => heard.splice(0),
    open: async (scene, path, paceMs = 40) => {
      // Another query is another document, so that no scene inherits from the one before.
      await page.goto(`app://rounds/?scene=${scene}&pace=${paceMs}&at=${performance.now()}#${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.evaluate(() => document.fonts.ready);
    },
    close: async () => {
      await app.close();
      stopDisplay();
    },
  };
}
