import type { Log, LogFacts } from '../../electron/ports.ts';

export interface FakeLog extends Log {
  readonly lines: readonly { readonly level: string; readonly event: string; readonly facts: LogFacts }[];
  /** What was reported as a bug; a test that expects none asserts that this is empty. */
  readonly bugs: readonly unknown[];
}

/** A log that keeps its lines. */
export function createFakeLog(): FakeLog {
  const lines: { level: string; event: string; facts: LogFacts }[] = [];
  const bugs: unknown[] = [];
  return {
    lines,
    bugs,
    info: (event, facts = {}) => void lines.push({ level: 'info', event, facts }),
    warn: (event, facts = {}) => void lines.push({ level: 'warn', event, facts }),
    bug: (_event, error) => {
      bugs.push(error);
      return `BUG${bugs.length}`;
    },
  };
}
