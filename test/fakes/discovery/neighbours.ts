import type { NeighbourTable } from '../../../electron/discovery/neighbour-ports.ts';
import type { Clock } from '../../../electron/ports.ts';
import {
  type Neighbour,
  type NeighbourRow,
  neighboursOf,
} from '../../../shared/domain/discovery/neighbours/neighbour.ts';
import { failed } from '../../../shared/failure/failure.ts';

/** The neighbour table of a laptop that the test owns. */
export interface FakeNeighbourTable extends NeighbourTable {
  /** The machine at that address spoke; it takes the place of whoever had the address on that interface before. */
  put(address: string, mac: string, change?: Partial<NeighbourRow>): void;
  remove(address: string): void;
  /** While true the system does not tell. */
  isUnreadable: boolean;
  /** When it was read, in order. */
  readonly readsAtMs: readonly number[];
}

/** Each read takes `readMs`; a second one meanwhile would start a second program, which is a bug. */
export function createFakeNeighbourTable(clock: Clock, readMs = 20): FakeNeighbourTable {
  const rows = new Map<string, NeighbourRow>();
  const readsAtMs: number[] = [];
  let isReading = false;
  const read = async (signal: AbortSignal): Promise<readonly Neighbour[]> => {
    signal.throwIfAborted();
    if (isReading) throw new Error('the neighbour table is read twice at once');
    isReading = true;
    readsAtMs.push(clock.now());
    try {
      await clock.wait(readMs, signal);
      if (fake.isUnreadable) throw failed('neighbours-unreadable', { detail: 'the test says so' });
      return neighboursOf(rows.values());
    } finally {
      isReading = false;
    }
  };
  const fake = {
    ...{ readsAtMs, read, isUnreadable: false },
    put: (address: string, mac: string, change: Partial<NeighbourRow> = {}): void => {
      const row: NeighbourRow = { address, mac, interfaceName: 'eth0', state: 'stale', ...change };
      rows.set(`${address} ${row.interfaceName}`, row);
    },
    remove: (address: string): void => {
      for (const key of rows.keys()) if (key.startsWith(`${address} `)) rows.delete(key);
    },
  };
  return fake;
}
