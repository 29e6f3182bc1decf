import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import type { RoundsBridge } from '../../../shared/contract/shell-contract.ts';
import { launchApp } from '../../runtime/launch-app.ts';

declare global {
  interface Window {
    readonly rounds: RoundsBridge;
  }
}

export interface ShellApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly dataDir: string;
  /** Closes the app and removes its folder. */
  close(): Promise<void>;
}

/** Makes an empty data folder for one test. */
export function newDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'rounds-shell-'));
}

/** Starts the app in demo mode on loopback only, in `dataDir` or an empty folder. */
export async function startShell(dataDir?: string): Promise<ShellApp> {
  const folder = dataDir ?? (await newDataDir());
  const { app, page } = await launchApp({ dataDir: folder, interfaces: ['lo'] });
  return {
    app,
    page,
    dataDir: folder,
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** The process id of the engine, from the shell's own list of processes. */
export async function enginePid(app: ElectronApplication): Promise<number | undefined> {
  const pids = await app.evaluate((electron) =>
    electron.app
      .getAppMetrics()
      .filter(({ name }) => name === 'rounds-engine')
      .map(({ pid }) => pid),
  );
  return pids[0];
}

/** How an ask of the shell ends: its answer, or the text of the refusal. Takes hostile names and inputs too. */
export function askShell(
  page: Page,
  name: unknown,
  input: unknown,
): Promise<{ readonly answer: unknown } | { readonly refused: string }> {
  return page.evaluate(
    ([asked, given]) =>
      window.rounds.shell.ask(asked as string, given).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ refused: error instanceof Error ? error.message : String(error) }),
      ),
    [name, input],
  );
}
