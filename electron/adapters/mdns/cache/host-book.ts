import type { MdnsRecord } from '../packet/mdns-packet.ts';
import type { Family } from './mdns-cache.ts';
import { type Arrival, createRecordSet, type RecordSet } from './record-set.ts';

/** The addresses of the hosts that some instance names, on one link. Host names are compared without case. */
export interface HostBook {
  /** From now on addresses of this host are kept. */
  open(host: string): void;
  /** Keeps the addresses among the records; everything else is left alone. */
  accept(record: MdnsRecord, arrival: Arrival): void;
  /** Sorted; empty for a host that nobody names. */
  addressesOf(host: string | undefined): Readonly<Record<Family, readonly string[]>>;
  /** Drops what has run out, and hosts that nobody names any more. */
  expire(nowMs: number, inUse: readonly string[]): void;
  doubt(latestMs: number): void;
  /** Which kinds of addresses of the host are to be asked for again; each once per refresh. */
  takeRefreshes(host: string, nowMs: number): readonly ('A' | 'AAAA')[];
}

interface Host {
  readonly A: RecordSet<string>;
  readonly AAAA: RecordSet<string>;
}
/** Between two clean-ups a flood can name at most this many hosts. */
const HOST_LIMIT = 4096;

/** An empty book. */
export function createHostBook(): HostBook {
  const hosts = new Map<string, Host>();
  const open = (name: string): void => {
    const key = name.toLowerCase();
    if (hosts.has(key) || hosts.size >= HOST_LIMIT) return;
    hosts.set(key, { A: createRecordSet((text) => text), AAAA: createRecordSet((text) => text) });
  };
  return {
    open,
    accept: (record, arrival) => {
      if (record.type === 'A' || record.type === 'AAAA')
        hosts.get(record.name.toLowerCase())?.[record.type].accept(record.address, arrival);
    },
    addressesOf: (name) => {
      const host = hosts.get(name?.toLowerCase() ?? '');
      return { ipv4: host?.A.all().toSorted() ?? [], ipv6: host?.AAAA.all().toSorted() ?? [] };
    },
    expire: (nowMs, inUse) => {
      const named = new Set(inUse.map((name) => name.toLowerCase()));
      for (const [key, { A, AAAA }] of hosts) {
        A.expire(nowMs);
        AAAA.expire(nowMs);
        if (!named.has(key)) hosts.delete(key);
      }
      // Named while the book was full: now there is room, and whoever asks for its address gets it.
      for (const key of named) if (key !== '') open(key);
    },
    doubt: (latestMs) => {
      for (const { A, AAAA } of hosts.values()) {
        A.doubt(latestMs);
        AAAA.doubt(latestMs);
      }
    },
    takeRefreshes: (name, nowMs) => {
      const host = hosts.get(name.toLowerCase());
      return (['A', 'AAAA'] as const).filter((type) => host?.[type].takeRefresh(nowMs) === true);
    },
  };
}
