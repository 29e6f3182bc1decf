/** Knows which ports there are, looking again only while somebody wants to know. */
import { type PortFound, sortPorts } from '../../shared/domain/serial/sort-ports.ts';
import type { Clock, Log } from '../ports.ts';
import type { SerialSystem } from './serial-ports.ts';

export interface PortList {
  /** What is there, no older than two seconds. */
  now(): Promise<readonly PortFound[]>;
  stop(): void;
}
export interface PortListParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly system: Pick<SerialSystem, 'list'>;
  readonly extraPorts: readonly string[];
  /** Whether a port is open: then it is worth knowing that one went away. */
  readonly isInUse: () => boolean;
  readonly onChange: () => void;
}

const LOOK_EVERY_MS = 2000;
const LIST_TIMEOUT_MS = 5000;
/** Who asked is told once more when this is over, and asks again if still there. */
const ASKED_FOR_MS = 60_000;

/** Looks for the first time when it is asked. */
export function createPortList(parts: PortListParts): PortList {
  const { clock, system, extraPorts, log } = parts;
  const stop = new AbortController();
  let known: readonly PortFound[] = [];
  let [lookedAtMs, askedAtMs] = [Number.NEGATIVE_INFINITY, 0];
  let looking: Promise<readonly PortFound[]> | null = null;
  let isWatching = false;
  const list = async (): Promise<readonly PortFound[]> => {
    try {
      const listed = await soon(parts, system.list());
      const paths = new Set(listed.map(({ path }) => path));
      const extra = extraPorts.filter((path) => !paths.has(path)).map(unnamed);
      known = [...sortPorts(listed), ...extra];
    } catch (error) {
      // A system that cannot list its ports still opens those that are typed.
      log.warn('serial ports not listed', { detail: error instanceof Error ? error.message : String(error) });
      known = extraPorts.map(unnamed);
    } finally {
      lookedAtMs = clock.now();
      looking = null;
    }
    return known;
  };
  const look = (): Promise<readonly PortFound[]> => {
    looking ??= list();
    return looking;
  };
  const watch = async (): Promise<void> => {
    while (parts.isInUse() || clock.now() - askedAtMs < ASKED_FOR_MS) {
      await clock.wait(LOOK_EVERY_MS, stop.signal);
      const before = JSON.stringify(known);
      if (JSON.stringify(await look()) !== before) parts.onChange();
    }
    isWatching = false;
    parts.onChange();
  };
  return {
    now: async () => {
      askedAtMs = clock.now();
      if (!isWatching && !stop.signal.aborted) {
        isWatching = true;
        // Only the stop ends it early.
        watch().catch(() => undefined);
      }
      return askedAtMs - lookedAtMs < LOOK_EVERY_MS ? known : look();
    },
    stop: () => stop.abort(new Error('serial ports stopped')),
  };
}

/** A driver that never answers must not keep the list from everybody. */
async function soon<T>({ clock }: Pick<PortListParts, 'clock'>, listing: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = clock.wait(LIST_TIMEOUT_MS, over.signal).then(() => {
    throw new Error(`no list within ${LIST_TIMEOUT_MS} ms`);
  });
  try {
    return await Promise.race([listing, late]);
  } finally {
    over.abort(new Error('listed'));
  }
}

function unnamed(path: string): PortFound {
  return { path, maker: null, serialNumber: null, product: null };
}
