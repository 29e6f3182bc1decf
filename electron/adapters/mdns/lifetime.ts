/** When a record must be asked for again and when it is gone (RFC 6762 §5.2 and §10). */
export interface Lifetime {
  readonly receivedAtMs: number;
  readonly expiresAtMs: number;
  /** How many of the four refreshes have been asked. */
  readonly refreshes: number;
}

/** A goodbye (TTL 0) and a record replaced by its owner live one second longer, in case it was a mistake. */
export const GRACE_MS = 1000;
/** Shares of its life at which a record is asked for again. */
const REFRESH_AT = [0.8, 0.85, 0.9, 0.95] as const;

/** A life that begins now; zero means goodbye. */
export function lifetimeOf(ttlMs: number, nowMs: number): Lifetime {
  return {
    receivedAtMs: nowMs,
    expiresAtMs: nowMs + Math.max(ttlMs, GRACE_MS),
    refreshes: ttlMs === 0 ? 4 : 0,
  };
}

/** The same life, ended no later than at `latestMs`. */
export function cutAt(lifetime: Lifetime, latestMs: number): Lifetime {
  return { ...lifetime, expiresAtMs: Math.min(lifetime.expiresAtMs, latestMs) };
}

/** Whether the next refresh is due. */
export function isRefreshDue({ receivedAtMs, expiresAtMs, refreshes }: Lifetime, nowMs: number): boolean {
  const share = REFRESH_AT[refreshes];
  return share !== undefined && nowMs >= receivedAtMs + (expiresAtMs - receivedAtMs) * share;
}

/** The life after one more refresh was asked. */
export function refreshed(lifetime: Lifetime): Lifetime {
  return { ...lifetime, refreshes: lifetime.refreshes + 1 };
}
