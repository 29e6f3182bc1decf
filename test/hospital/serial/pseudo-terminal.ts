import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The machine's end of a wire; any program may open the other end, at `path`. */
export interface PseudoTerminal {
  readonly path: string;
  /** The rate that the other end has set; null while nobody has it open. */
  readonly baud: number | null;
  /** Resolves when it is on its way; lost when nobody has the other end open. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nobody can open it any more, and who has it open reads its end. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;

/** Opens one by the perl that the system has; no native code. Rejects where there is none, or no pseudo-terminals. */
export async function openPseudoTerminal(onInput: (bytes: Uint8Array) => void): Promise<PseudoTerminal> {
  const child = spawn('perl', [join(import.meta.dirname, 'pseudo-terminal.pl')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const isOver = once(child, 'close').catch(() => undefined);
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => undefined);
  // A terminal that is being taken away does not read any more.
  child.stdin.on('error', () => undefined);
  const opened = Promise.withResolvers<string>();
  let baud: number | null = null;
  createInterface(child.stdout).on('line', (line) => {
    const [what, value = ''] = line.split(' ');
    if (what === 'path') opened.resolve(value);
    if (what === 'speed') baud = Number(value);
    if (what === 'close') baud = null;
    if (what === 'in') onInput(Buffer.from(value, 'hex'));
  });
  const late = AbortSignal.timeout(START_TIMEOUT_MS);
  const tooLate = once(late, 'abort').then(() => Promise.reject(late.reason));
  tooLate.catch(() => undefined);
  const ended = isOver.then(() => Promise.reject(new Error('this system gives no pseudo-terminals')));
  ended.catch(() => undefined);
  const path = await Promise.race([opened.promise, failed, tooLate, ended]);
  return {
    path,
    get baud() {
      return baud;
    },
    write: async (bytes) => {
      if (!child.stdin.writable) return;
      if (!child.stdin.write(bytes)) await Promise.race([once(child.stdin, 'drain'), isOver]);
    },
    stop: async () => {
      child.stdin.end();
      child.kill();
      await isOver;
    },
  };
}
