import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { appEnvironment, isRoot, machineSwitches } from './app-environment.ts';
import { type Display, openDisplay } from './display.ts';
import { findRuntime } from './find-runtime.ts';
import { projectFolder } from './runtime-cache.ts';
import { ensureSystem } from './system.ts';

/** A cold start under a virtual display takes 2 s; a machine with all its cores busy gets more. */
const launchTimeoutMs = 60_000;

export interface LaunchOptions {
  /** Everything that this app stores goes here; two launches with the same folder are one app twice. */
  readonly dataDir: string;
  /** Fixed key instead of the keyring, which tests do not have. True unless said otherwise. */
  readonly demo?: boolean;
  readonly enrolmentFile?: string;
  /** Limits every network action of the engine to these interfaces, for example ['lo']. */
  readonly interfaces?: readonly string[];
  /** Offered in demo mode beside the real ones. */
  readonly serialPorts?: readonly string[];
  /** Where beacons are heard, in demo mode; 5353 unless given. */
  readonly mdnsPort?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** Starts the built app (see buildApp) in a real Electron and waits for its page. Finds the runtime and a display by itself. Close it with `app.close()`. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  if (!existsSync(join(projectFolder, 'out/main/main.js'))) {
    throw new Error('the app is not built yet: call buildApp() of test/runtime/build-app.ts first');
  }
  const runtime = await findRuntime();
  await ensureSystem(runtime.executablePath);
  const display = await displayOfThisProcess();
  const app = await _electron.launch({
    executablePath: runtime.executablePath,
    args: ['-r', playwrightLoader(), ...machineSwitches(), projectFolder, ...appArguments(options)],
    cwd: projectFolder,
    chromiumSandbox: !isRoot,
    timeout: launchTimeoutMs,
    env: appEnvironment(runtime, {
      ...(display.name === null ? {} : { DISPLAY: display.name }),
      ...options.env,
    }),
  });
  const page = await app.firstWindow({ timeout: launchTimeoutMs });
  await page.waitForLoadState('domcontentloaded', { timeout: launchTimeoutMs });
  return { app, page };
}

/** The app's own command line for these options. */
export function appArguments(options: LaunchOptions): string[] {
  const args = [`--data-dir=${options.dataDir}`];
  if (options.demo ?? true) args.push('--demo');
  if (options.enrolmentFile !== undefined) args.push(`--enrolment=${options.enrolmentFile}`);
  if (options.interfaces !== undefined) args.push(`--interfaces=${options.interfaces.join(',')}`);
  if (options.mdnsPort !== undefined) args.push(`--mdns-port=${options.mdnsPort}`);
  for (const path of options.serialPorts ?? []) args.push(`--serial-port=${path}`);
  return [...args, ...(options.args ?? [])];
}

/**
 * Holds the app back until Playwright is attached. Playwright adds it by itself only when it chooses the executable;
 * without it the page may begin to load first and then wait for a debugger that never answers.
 */
function playwrightLoader(): string {
  const require = createRequire(import.meta.url);
  const core = createRequire(require.resolve('playwright/package.json')).resolve(
    'playwright-core/package.json',
  );
  return join(dirname(core), 'lib/server/electron/loader.js');
}

let display: Promise<Display> | null = null;

/** One display for all launches of this process; it ends with the process. */
function displayOfThisProcess(): Promise<Display> {
  display ??= openDisplay();
  return display;
}
