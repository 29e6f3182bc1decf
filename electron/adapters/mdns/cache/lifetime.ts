/** When a record must be asked for again and when it is gone (RFC 6762 §5.2 and §10). */
export interface Lifetime {
  readonly receivedAtMs: number;
  readonly expiresAtMs: number;
  /** What its sender promised; 0 once it is in doubt. */
  readonly ttlMs: number;
  /** How many of the four refreshes have been asked. */
  readonly refreshes: number;
  /** Added to each share of its life at which it is asked for again, so that many laptops do not ask together. */
  readonly jitter: number;
}

/** A goodbye (TTL 0) and a record replaced by its owner live one second longer, in case it was a mistake. */
export const GRACE_MS = 1000;
/** Shares of its life at which a record is asked for again. */
const REFRESH_AT = [0.8, 0.85, 0.9, 0.95] as const;
/** §5.2: a random 0 to 2 % of the life on top. */
const JITTER = 0.02;

/** A life that begins now; `chance` is a random number from 0 to 1. */
export function lifetimeOf(ttlMs: number, nowMs: number, chance: number): Lifetime {
  const expiresAtMs = nowMs + Math.max(ttlMs, GRACE_MS);
  return { receivedAtMs: nowMs, expiresAtMs, ttlMs, refreshes: 0, jitter: chance * JITTER };
}

/** The same life, ended no later than at `latestMs`, and no longer believed enough to be told to others. */
export function cutAt(life: Lifetime, latestMs: number): Lifetime {
  return { ...life, expiresAtMs: Math.min(life.expiresAtMs, latestMs), ttlMs: 0 };
}

/** Whether the next refresh is due. */
export function isRefreshDue({ receivedAtMs, ttlMs, refreshes, jitter }: Lifetime, nowMs: number): boolean {
  const share = REFRESH_AT[refreshes];
  return ttlMs > 0 && share !== undefined && nowMs >= receivedAtMs + ttlMs * (share + jitter);
}

/** The life after one more refresh was asked. */
export function refreshed(life: Lifetime): Lifetime {
  return { ...life, refreshes: life.refreshes + 1 };
}

/** Responders need not repeat it: at least half of its life is left (§7.1). */
export function isKnownWell({ ttlMs, expiresAtMs }: Lifetime, nowMs: number): boolean {
  return ttlMs > 0 && (expiresAtMs - nowMs) * 2 >= ttlMs;
}
