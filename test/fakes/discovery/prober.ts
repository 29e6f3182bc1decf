import type { ProbeOutcome, Prober } from '../../../electron/discovery/discovery-ports.ts';
import type { Clock } from '../../../electron/ports.ts';

export interface FakeProber extends Prober {
  /** Every probe, in order. */
  readonly probed: readonly { readonly address: string; readonly port: number; readonly atMs: number }[];
  /** The most probes that were ever under way at once. */
  readonly busiest: number;
}
/** What stands at an address; silent unless given. */
export interface FakeHost {
  readonly outcome: ProbeOutcome;
  readonly rttMs: number;
  /** The first so many probes find no room on the laptop. */
  readonly noRoomFirst?: number;
}

/** A network of hosts. Refuses, as a bug, a second probe at an address while one is under way. */
export function createFakeProber(
  clock: Clock,
  hosts: ReadonlyMap<string, FakeHost>,
  neighbourEntries = 1024,
): FakeProber {
  const probed: { address: string; port: number; atMs: number }[] = [];
  const underWay = new Set<string>();
  const lacks = new Map<string, number>();
  let busiest = 0;
  return {
    neighbourEntries,
    probed,
    get busiest() {
      return busiest;
    },
    probe: async (address, port, timeoutMs, signal) => {
      signal.throwIfAborted();
      if (underWay.has(address)) throw new Error(`two probes at ${address}`);
      underWay.add(address);
      probed.push({ address, port, atMs: clock.now() });
      busiest = Math.max(busiest, underWay.size);
      try {
        const host = hosts.get(address) ?? { outcome: 'silent', rttMs: Number.POSITIVE_INFINITY };
        const lacked = lacks.get(address) ?? 0;
        lacks.set(address, lacked + 1);
        if (lacked < (host.noRoomFirst ?? 0)) return { outcome: 'no-room', tookMs: 0 };
        const tookMs = Math.min(host.rttMs, timeoutMs);
        await clock.wait(tookMs, signal);
        return { outcome: host.rttMs > timeoutMs ? 'silent' : host.outcome, tookMs };
      } finally {
        underWay.delete(address);
      }
    },
  };
}
