import { cutAt, GRACE_MS, isRefreshDue, type Lifetime, lifetimeOf, refreshed } from './lifetime.ts';
import type { MdnsRecord } from './mdns-packet.ts';

/** The addresses of host names on one link, each with its life. */
export interface AddressBook {
  accept(record: MdnsRecord & { readonly type: 'A' }, nowMs: number): void;
  addressesOf(host: string): readonly string[];
  /** Drops what has run out, and hosts that nobody names any more. */
  expire(nowMs: number, inUse: ReadonlySet<string>): void;
  doubt(latestMs: number): void;
  /** Whether an address of the host is to be asked for again; true once per refresh. */
  takeRefresh(host: string, nowMs: number): boolean;
}

/** A node has one or two addresses on a link; more than this are not kept. */
const ADDRESS_LIMIT = 4;

/** An empty book. Host names are compared without case. */
export function createAddressBook(): AddressBook {
  const hosts = new Map<string, Map<string, Lifetime>>();
  const livesOf = (host: string): Map<string, Lifetime> => hosts.get(host.toLowerCase()) ?? new Map();
  return {
    accept: ({ name, address, flush, ttlMs }, nowMs) => {
      const lives = livesOf(name);
      if (flush)
        for (const [other, life] of lives)
          if (nowMs - life.receivedAtMs > GRACE_MS) lives.set(other, cutAt(life, nowMs + GRACE_MS));
      if (lives.has(address) || (ttlMs > 0 && lives.size < ADDRESS_LIMIT))
        lives.set(address, lifetimeOf(ttlMs, nowMs));
      hosts.set(name.toLowerCase(), lives);
    },
    addressesOf: (host) => [...livesOf(host).keys()].sort(),
    expire: (nowMs, inUse) => {
      for (const [host, lives] of hosts) {
        for (const [address, life] of lives) if (life.expiresAtMs <= nowMs) lives.delete(address);
        if (lives.size === 0 || !inUse.has(host)) hosts.delete(host);
      }
    },
    doubt: (latestMs) => {
      for (const lives of hosts.values())
        for (const [address, life] of lives) lives.set(address, cutAt(life, latestMs));
    },
    takeRefresh: (host, nowMs) => {
      const lives = livesOf(host);
      const due = [...lives].filter(([, life]) => isRefreshDue(life, nowMs));
      for (const [address, life] of due) lives.set(address, refreshed(life));
      return due.length > 0;
    },
  };
}
