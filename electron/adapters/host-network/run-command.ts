import { execFile } from 'node:child_process';

/** The programs of the system answer in milliseconds; PowerShell needs a second or two to start. */
const TIMEOUT_MS = 4500;
const LIMIT_BYTES = 1024 * 1024;

/** Runs one of the system's own programs and gives what it printed; null when it is missing, fails or takes too long. */
export type RunCommand = (
  program: string,
  args: readonly string[],
  signal: AbortSignal,
) => Promise<string | null>;

export const runCommand: RunCommand = (program, args, signal) =>
  new Promise((resolve) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: LIMIT_BYTES, windowsHide: true, signal } as const;
    // No shell: arguments are arguments. What it printed counts even when it ends with a complaint.
    execFile(program, [...args], options, (error, stdout) =>
      resolve(error === null || stdout !== '' ? stdout : null),
    );
  });
