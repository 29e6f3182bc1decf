import type { Neighbour } from '../../../shared/domain/discovery/neighbours/neighbour.ts';
import type { Clock } from '../../ports.ts';

/** Two machines that take turns at one address. */
export interface MacConflict {
  readonly address: string;
  readonly macs: readonly string[];
}
export interface MacHistory {
  take(neighbours: readonly Neighbour[]): void;
  conflicts(): readonly MacConflict[];
  /** IPv4 addresses at which one of these MACs stands, or stood last. */
  addressesOf(macs: ReadonlySet<string>): readonly string[];
}

/** For how long a change of machines is remembered. */
const REMEMBERED_MS = 600_000;
const ADDRESS_LIMIT = 4096;

interface Seen {
  /** The MAC that stands there, and the one before it. */
  readonly macs: readonly string[];
  /** When the one before came back: an exchanged machine changes once, two that fight change back. */
  readonly backAtMs: number | null;
}

/** Which MAC stood at each address and interface; a table never shows two at once. */
export function createMacHistory(clock: Clock): MacHistory {
  const seen = new Map<string, Seen>();
  const isRecent = ({ backAtMs }: Seen): boolean =>
    backAtMs !== null && clock.now() - backAtMs <= REMEMBERED_MS;
  return {
    take: (neighbours) => {
      for (const { address, interfaceName, mac } of neighbours) {
        // A router may answer for IPv6 addresses of many; the conflict that people make is one of IPv4.
        if (address.includes(':')) continue;
        const key = `${address} ${interfaceName}`;
        const [now, before] = seen.get(key)?.macs ?? [];
        if (now === mac) continue;
        const backAtMs = before === mac ? clock.now() : (seen.get(key)?.backAtMs ?? null);
        seen.delete(key);
        seen.set(key, { macs: now === undefined ? [mac] : [mac, now], backAtMs });
        for (const [oldest] of seen) {
          if (seen.size <= ADDRESS_LIMIT) break;
          seen.delete(oldest);
        }
      }
    },
    addressesOf: (wanted) =>
      [...seen].filter(([, { macs }]) => wanted.has(macs[0] ?? '')).map(([key]) => key.split(' ')[0] ?? ''),
    conflicts: () =>
      [...seen]
        .filter(([, each]) => isRecent(each))
        .map(([key, { macs }]) => ({ address: key.split(' ')[0] ?? '', macs: macs.toSorted() })),
  };
}
