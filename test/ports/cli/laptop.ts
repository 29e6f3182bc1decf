/** A laptop as the command line sees it: a data folder, a key file, and the program itself as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../../electron/cli/main.ts');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr says this; rejects when the program ends without having said it. */
  says(text: string): Promise<void>;
}
export interface Laptop {
  readonly folder: string;
  readonly dataDir: string;
  readonly keyFile: string;
  /** Starts a verb on this laptop's folder and key, on loopback only. */
  start(...args: readonly string[]): Running;
  /** The same, to its end. */
  rounds(...args: readonly string[]): Promise<Ended>;
  /** Ends what is still running and takes the folder away. */
  remove(): Promise<void>;
}

/** A laptop on which nothing was done yet. `mdnsPort`: where the site's beacons are. */
export function createLaptop(mdnsPort: number): Laptop {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-cli-'));
  const [dataDir, keyFile] = [join(folder, 'data'), join(folder, 'key')];
  writeFileSync(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  const running = new Set<Running>();
  const place = ['--data-dir', dataDir, '--key-file', keyFile];
  const start = (...args: readonly string[]): Running => {
    const one = runRounds([...place, '--interfaces', 'lo', '--mdns-port', `${mdnsPort}`, ...args]);
    running.add(one);
    void one.ended.then(() => running.delete(one));
    return one;
  };
  return {
    folder,
    dataDir,
    keyFile,
    start,
    rounds: (...args) => start(...args).ended,
    remove: async () => {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the program with exactly these arguments. */
export function runRounds(args: readonly string[]): Running {
  const beganAtMs = performance.now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...told, tookMs: performance.now() - beganAtMs }));
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (told.err.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`it ended without saying "${text}": ${told.err}`)));
      look();
    });
  return { child, ended, says };
}
