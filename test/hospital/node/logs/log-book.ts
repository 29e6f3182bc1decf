import { type Broadcast, createBroadcast } from '../broadcast.ts';

/** The node keeps about this much of each service's log in memory. */
const KEPT_LINES = 2000;

interface Log {
  readonly lines: string[];
  readonly live: Broadcast<string>;
}

/** The logs of services (`system`) and of containers (`k8s.io`), by id. */
export interface LogBook {
  write(id: string, ...lines: readonly string[]): void;
  /** undefined when nothing ever logged under the id. */
  find(id: string): { readonly lines: readonly string[]; readonly live: Broadcast<string> } | undefined;
  ids(): readonly string[];
  clear(): void;
}

export function createLogBook(): LogBook {
  const logs = new Map<string, Log>();
  const open = (id: string): Log => {
    const known = logs.get(id);
    if (known) return known;
    const log = { lines: [], live: createBroadcast<string>() };
    logs.set(id, log);
    return log;
  };
  return {
    write(id, ...lines) {
      const log = open(id);
      for (const line of lines) {
        log.lines.push(line);
        if (log.lines.length > KEPT_LINES) log.lines.shift();
        log.live.send(line);
      }
    },
    find: (id) => logs.get(id),
    ids: () => [...logs.keys()].sort(),
    clear() {
      for (const log of logs.values()) log.lines.length = 0;
    },
  };
}
