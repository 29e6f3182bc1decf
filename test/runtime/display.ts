import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { say } from './say.ts';

/** Xvfb answers in well under a second; a loaded machine gets more. */
const startTimeoutMs = 20_000;

export interface Display {
  /** The DISPLAY value to give to programs, or null where the system needs none (macOS, Windows). */
  readonly name: string | null;
  stop(): void;
}

/** Gives the person's display, or starts Xvfb on a free one. `stop` ends only what was started here; so does the end of this process. */
export async function openDisplay(): Promise<Display> {
  if (process.platform !== 'linux') return { name: null, stop: () => {} };
  const own = process.env.DISPLAY;
  if (own) return { name: own, stop: () => {} };
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-noreset'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const stop = () => {
    process.off('exit', stop);
    server.kill('SIGTERM');
  };
  process.once('exit', stop);
  const name = `:${await displayNumber(server)}`;
  say(`no display here, so Xvfb runs on ${name} (process ${server.pid})`);
  server.unref();
  return { name, stop };
}

/** Runs `work` with a display and takes the display away afterwards. DISPLAY is set for child processes meanwhile. */
export async function withDisplay<T>(work: (display: Display) => Promise<T>): Promise<T> {
  const before = process.env.DISPLAY;
  const display = await openDisplay();
  if (display.name !== null) process.env.DISPLAY = display.name;
  try {
    return await work(display);
  } finally {
    if (before === undefined) delete process.env.DISPLAY;
    display.stop();
  }
}

function displayNumber(server: ChildProcess): Promise<string> {
  const pipe = server.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Xvfb named no display in time')), startTimeoutMs);
    const settle = (done: () => void) => {
      clearTimeout(late);
      done();
    };
    let text = '';
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\n')) settle(() => resolve(text.trim()));
    });
    server.once('error', (error) => settle(() => reject(error)));
    server.once('exit', (code) => settle(() => reject(new Error(`Xvfb ended with code ${code}`))));
  });
}
