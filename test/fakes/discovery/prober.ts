import type { ProbeOutcome, Prober } from '../../../electron/discovery/sweep/sweep-ports.ts';
import type { Clock } from '../../../electron/ports.ts';

export interface FakeProber extends Prober {
  /** Every probe, in order. */
  readonly probed: readonly { readonly address: string; readonly port: number; readonly atMs: number }[];
  /** The most probes that were ever under way at once. */
  readonly busiest: number;
  /** The most neighbour entries that were ever taken. */
  readonly mostEntries: number;
}
/** What stands at an address; silent unless given. Change it, and the next probe meets the change. */
export interface FakeHost {
  readonly outcome: ProbeOutcome;
  readonly rttMs: number;
  /** The first so many probes find no room on the laptop. */
  readonly noRoomFirst?: number;
}
export interface FakeNetwork {
  readonly neighbourEntries?: number;
  readonly perSecondLimit?: number;
  /** What stands at every address that has no host of its own, as behind a middlebox; nothing unless given. */
  elsewhere?: FakeHost;
  /** While true nothing comes through. */
  isDown?: boolean;
}

/** As measured on Linux: three ARP requests, and only then the entry of an address where nobody is can be reused. */
const UNANSWERED_ENTRY_MS = 3000;
/** A confirmed neighbour stays about this long (`base_reachable_time`). */
const ANSWERED_ENTRY_MS = 30_000;
const NOBODY: FakeHost = { outcome: 'silent', rttMs: Number.POSITIVE_INFINITY };

/**
 * A network of hosts behind a neighbour table: a probe that finds it full never leaves, and looks silent. Refuses, as
 * a bug, a second probe at an address while one is under way, and one that waits so long that a second SYN follows.
 */
export function createFakeProber(
  clock: Clock,
  hosts: ReadonlyMap<string, FakeHost>,
  network: FakeNetwork = {},
): FakeProber {
  const { neighbourEntries = 1024, perSecondLimit = 250 } = network;
  const probed: { address: string; port: number; atMs: number }[] = [];
  const underWay = new Set<string>();
  const lacks = new Map<string, number>();
  const table = createTable(neighbourEntries);
  let busiest = 0;
  return {
    neighbourEntries,
    perSecondLimit,
    probed,
    get busiest() {
      return busiest;
    },
    get mostEntries() {
      return table.most;
    },
    probe: async (address, port, timeoutMs, signal) => {
      signal.throwIfAborted();
      if (underWay.has(address)) throw new Error(`two probes at ${address}`);
      if (timeoutMs >= 1000) throw new Error(`${address} would get a second SYN after 1 s`);
      underWay.add(address);
      probed.push({ address, port, atMs: clock.now() });
      busiest = Math.max(busiest, underWay.size);
      try {
        const host = network.isDown === true ? NOBODY : (hosts.get(address) ?? network.elsewhere ?? NOBODY);
        const lacked = lacks.get(address) ?? 0;
        lacks.set(address, lacked + 1);
        if (lacked < (host.noRoomFirst ?? 0)) return { outcome: 'no-room', tookMs: 0 };
        const isThere = Number.isFinite(host.rttMs);
        const isSent = table.take(address, clock.now(), isThere ? ANSWERED_ENTRY_MS : UNANSWERED_ENTRY_MS);
        const tookMs = isSent ? Math.min(host.rttMs, timeoutMs) : timeoutMs;
        await clock.wait(tookMs, signal);
        return { outcome: isSent && host.rttMs <= timeoutMs ? host.outcome : 'silent', tookMs };
      } finally {
        underWay.delete(address);
      }
    },
  };
}

function createTable(limit: number) {
  const freeAtMs = new Map<string, number>();
  let most = 0;
  return {
    get most() {
      return most;
    },
    /** False when there is no room, and the packet is dropped without a word. */
    take: (address: string, nowMs: number, heldMs: number): boolean => {
      if (freeAtMs.size >= limit)
        for (const [each, atMs] of freeAtMs) if (atMs <= nowMs) freeAtMs.delete(each);
      if (freeAtMs.size >= limit && !freeAtMs.has(address)) return false;
      freeAtMs.set(address, nowMs + heldMs);
      most = Math.max(most, [...freeAtMs.values()].filter((atMs) => atMs > nowMs).length);
      return true;
    },
  };
}
