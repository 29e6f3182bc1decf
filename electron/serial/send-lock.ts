/** Sending is locked unless a person unlocked it, and locks itself when it is not used. */
export interface SendLock {
  /** By this moment. */
  isOpen(atMs: number): boolean;
  open(atMs: number): void;
  close(): void;
  /** Something was sent: the time begins anew. */
  used(atMs: number): void;
}

/** A person who unlocked it and was called away must not come back to a console that takes every key. */
export const UNLOCKED_MS = 10 * 60_000;

/** Locked. */
export function createSendLock(): SendLock {
  let untilMs = Number.NEGATIVE_INFINITY;
  return {
    isOpen: (atMs) => atMs < untilMs,
    open: (atMs) => {
      untilMs = atMs + UNLOCKED_MS;
    },
    close: () => {
      untilMs = Number.NEGATIVE_INFINITY;
    },
    used: (atMs) => {
      untilMs = atMs + UNLOCKED_MS;
    },
  };
}
