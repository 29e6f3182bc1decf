import { readFile } from 'node:fs/promises';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type RunCommand, runCommand } from '../host-network/run-command.ts';

/** Where the tables of this laptop's system come from; tests put their own in. */
export interface SystemTables {
  readonly platform: NodeJS.Platform;
  /** Where the kernel's files are; `/` but for tests. */
  readonly root: string;
  readonly addresses: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  readonly run: RunCommand;
}

/** `ip`, `arp` and their kind answer in milliseconds; PowerShell has the longer limit of `runCommand`. */
const TIMEOUT_MS = 2000;

export function systemTables(options: Partial<SystemTables>): SystemTables {
  return {
    ...{ platform: process.platform, root: '/', addresses: networkInterfaces, run: runCommand },
    ...options,
  };
}

/** Runs one of the system's quick programs; null when it is missing, fails or takes longer than 2 s. */
export function quickly(
  { run }: SystemTables,
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  return run(program, args, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
}

/** What a PowerShell pipeline prints. */
export function powershell(
  { run }: SystemTables,
  script: string,
  signal: AbortSignal,
): Promise<string | null> {
  const program = join(windowsFolder(), 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return run(program, ['-NoProfile', '-NonInteractive', '-Command', script], signal);
}

/** Full paths, so that no program of the same name in another folder is run. */
export function windowsFolder(): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
}

/** A file of the kernel's; null when there is none. */
export async function kernelFile({ root }: SystemTables, path: string): Promise<string | null> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch {
    // Expected here: a container or a kernel without it.
    return null;
  }
}
