/** Programs that a story starts. Each is ended by its own process id, whatever happens to the story. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A program that runs until it is stopped. */
export interface Program {
  readonly name: string;
  /** Each line of its stdout; those that came before are told at once. Gives the function that ends it. */
  onLine(listener: (line: string) => void): () => void;
  /** Resolves with the first line of stdout or stderr that matches. Rejects with what it said instead. */
  until(pattern: RegExp, withinMs: number): Promise<string>;
  write(line: string): void;
  /** Stops its execution, as a closed lid does; and goes on. */
  freeze(): void;
  thaw(): void;
  /** Asks it to end by SIGTERM, then makes it; waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once and without a goodbye, as pulling its plug does. */
  kill(): Promise<void>;
}

const STOP_LIMIT_MS = 5_000;
const RUN_LIMIT_MS = 20_000;
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;
/** What is kept of its words for the message of a failure. */
const SAID_LINES = 40;
const SAID_CHARACTERS = 300;
const HEARD_LINES = 20_000;

const execute = promisify(execFile);

/** Runs a command to its end and gives its stdout. Throws with its stderr, also when it takes longer. */
export async function runCommand(
  command: string,
  args: readonly string[],
  limitMs: number = RUN_LIMIT_MS,
): Promise<string> {
  try {
    const { stdout } = await execute(command, [...args], {
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_LIMIT_BYTES,
    });
    return stdout;
  } catch (cause) {
    const stderr = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new Error(`${command} ${args.join(' ')}: ${stderr.trim().slice(-2000)}`, { cause });
  }
}

/** Starts a program in a process group of its own, so that Ctrl-C reaches only the one who tears everything down. */
export function startProgram(name: string, command: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { detached: true, stdio: 'pipe', env: { ...process.env, ...env } });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const heard = listenTo(child, ended, name);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    signalTo(child, signal);
    const tooLate = setTimeout(() => signalTo(child, 'SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(tooLate);
  };
  // Writing to a program that has just ended is told by its end.
  child.stdin.on('error', () => undefined);
  return {
    name,
    ...heard,
    write: (line) => void child.stdin.write(`${line}\n`),
    freeze: () => signalTo(child, 'SIGSTOP'),
    thaw: () => signalTo(child, 'SIGCONT'),
    stop: async () => {
      signalTo(child, 'SIGCONT');
      await end('SIGTERM');
    },
    kill: () => end('SIGKILL'),
  };
}

function signalTo(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}

function listenTo(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream },
  ended: Promise<void>,
  name: string,
): Pick<Program, 'onLine' | 'until'> {
  const lines: string[] = [];
  const said: string[] = [];
  const onOut = new Set<(line: string) => void>();
  const onAny = new Set<(line: string) => void>();
  const note = (line: string): void => {
    said.push(line);
    if (said.length > SAID_LINES) said.shift();
    for (const listener of onAny) listener(line);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    if (lines.length > HEARD_LINES) lines.shift();
    for (const listener of onOut) listener(line);
    note(line);
  });
  createInterface({ input: child.stderr }).on('line', note);
  child.once('error', (error) => note(error.message));
  return {
    onLine: (listener) => {
      for (const line of lines) listener(line);
      onOut.add(listener);
      return () => onOut.delete(listener);
    },
    until: async (pattern, withinMs) => {
      const earlier = [...lines, ...said].find((line) => pattern.test(line));
      if (earlier !== undefined) return earlier;
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const fail = (why: string): void =>
        reject(
          new Error(
            `${name} ${why} ${pattern}; it said:\n${said.map((line) => line.slice(0, SAID_CHARACTERS)).join('\n')}`,
          ),
        );
      const look = (line: string): void => {
        if (pattern.test(line)) resolve(line);
      };
      onAny.add(look);
      void ended.then(() => setImmediate(() => fail('ended before')));
      const tooLate = setTimeout(() => fail(`took longer than ${withinMs} ms to say`), withinMs);
      try {
        return await promise;
      } finally {
        clearTimeout(tooLate);
        onAny.delete(look);
      }
    },
  };
}
