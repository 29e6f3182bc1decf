import { cutAt, GRACE_MS, isRefreshDue, type Lifetime, lifetimeOf, refreshed } from './lifetime.ts';

/** All records of one name and type, each with its own life. */
export interface RecordSet<T> {
  accept(value: T, arrival: Arrival): void;
  /** The one heard last; null when there is none. */
  newest(): T | null;
  /** In the order in which they were heard last. */
  all(): readonly T[];
  expire(nowMs: number): void;
  /** Each ends no later than then unless it is heard again. */
  doubt(latestMs: number): void;
  /** Whether one of them is to be asked for again; true once per refresh. */
  takeRefresh(nowMs: number): boolean;
}
/** How a record came. */
export interface Arrival {
  readonly ttlMs: number;
  readonly flush: boolean;
  readonly nowMs: number;
  /** A random number from 0 to 1, for its refreshes. */
  readonly chance: number;
}

/** A node has one or two addresses on a link, and one service; more values than this are not kept. */
const VALUE_LIMIT = 4;

/** An empty set. `keyOf` says which values are the same record. */
export function createRecordSet<T>(keyOf: (value: T) => string): RecordSet<T> {
  const kept = new Map<string, { readonly value: T; readonly life: Lifetime }>();
  const changeAll = (change: (life: Lifetime) => Lifetime): void => {
    for (const [key, { value, life }] of kept) kept.set(key, { value, life: change(life) });
  };
  return {
    accept: (value, { ttlMs, flush, nowMs, chance }) => {
      const key = keyOf(value);
      const known = kept.get(key);
      if (ttlMs === 0) {
        // A goodbye shortens what is known; it teaches nothing.
        if (known !== undefined) kept.set(key, { ...known, life: cutAt(known.life, nowMs + GRACE_MS) });
        return;
      }
      // What its owner said together, in one packet or in several, is younger than a second (§10.2).
      if (flush)
        changeAll((life) => (nowMs - life.receivedAtMs > GRACE_MS ? cutAt(life, nowMs + GRACE_MS) : life));
      kept.delete(key);
      if (kept.size >= VALUE_LIMIT) kept.delete(soonestGone(kept));
      kept.set(key, { value, life: lifetimeOf(ttlMs, nowMs, chance) });
    },
    newest: () => [...kept.values()].at(-1)?.value ?? null,
    all: () => [...kept.values()].map(({ value }) => value),
    expire: (nowMs) => {
      for (const [key, { life }] of kept) if (life.expiresAtMs <= nowMs) kept.delete(key);
    },
    doubt: (latestMs) => changeAll((life) => cutAt(life, latestMs)),
    takeRefresh: (nowMs) => {
      const due = [...kept].filter(([, { life }]) => isRefreshDue(life, nowMs));
      for (const [key, { value, life }] of due) kept.set(key, { value, life: refreshed(life) });
      return due.length > 0;
    },
  };
}

function soonestGone(kept: ReadonlyMap<string, { readonly life: Lifetime }>): string {
  const [first] = [...kept].sort(([, one], [, other]) => one.life.expiresAtMs - other.life.expiresAtMs);
  return first?.[0] ?? '';
}
