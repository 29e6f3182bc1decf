import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../adapters/disk/make-folder.ts';

/**
 * Keeps the compiled engine for the next command, which then starts in half the time. In a folder of the person's
 * own: in the shared temporary folder, where Node would keep it, anyone could leave code for us. Without such a
 * folder nothing is kept and nothing else changes.
 */
export function keepCompiled(env: NodeJS.ProcessEnv): void {
  const folder = join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'rounds', 'compiled');
  if (makeFolder(folder)) enableCompileCache(folder);
}
