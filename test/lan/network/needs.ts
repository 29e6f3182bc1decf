import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Says on stderr why this machine cannot run it and ends with 2; returns when it can. `programs` are looked for in PATH. */
export function requireMachine(programs: readonly string[]): void {
  const missing = whatIsMissing(programs);
  if (missing === null) return;
  process.stderr.write(`${missing}\n`);
  process.exit(2);
}

function whatIsMissing(programs: readonly string[]): string | null {
  if (process.platform !== 'linux') return 'this needs Linux: it is made of network namespaces';
  if (process.getuid?.() !== 0) return 'this needs root, to make network namespaces: try it with sudo';
  const missing = programs.filter((program) => !isInPath(program));
  if (missing.length === 0) return null;
  return `missing: ${missing.join(', ')}. On Debian or Ubuntu: sudo test/lan/install-programs.sh`;
}

function isInPath(program: string): boolean {
  return `${process.env.PATH}:/usr/sbin:/sbin`.split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Expected here: it is in another folder, or nowhere.
      return false;
    }
  });
}
