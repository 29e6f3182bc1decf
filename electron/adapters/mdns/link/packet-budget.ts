/** How much is read each second, in all and from each sender, so that a flood costs little and hides nobody. */

/** Reading a packet costs about as much as reading this many bytes more. */
const PACKET_BYTES = 500;
/** About 3,700 ordinary packets a second and interface; ten times what 200 nodes that answer at once send. */
const TOTAL_BYTES = 3_000_000;
/** A quarter of it for one sender. */
const SENDER_BYTES = 750_000;
/** Kept back for senders that have said little: the last quarter is not for those that have said much already. */
const FIRST_COME_BYTES = 2_250_000;
const QUIET_SENDER_BYTES = 50_000;
/** Senders beyond this many in one second share one account. */
const SENDER_LIMIT = 4096;
const WINDOW_MS = 1000;

export interface PacketBudget {
  /** Whether a packet of this size may be read; counts it if so. */
  take(sender: string, sizeBytes: number, nowMs: number): boolean;
}

/** A full budget. */
export function createPacketBudget(): PacketBudget {
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let spent = 0;
  const bySender = new Map<string, number>();
  return {
    take: (sender, sizeBytes, nowMs) => {
      // A clock that was set back begins a new second too.
      if (Math.abs(nowMs - startedAtMs) >= WINDOW_MS) {
        startedAtMs = nowMs;
        spent = 0;
        bySender.clear();
      }
      const cost = sizeBytes + PACKET_BYTES;
      const account = bySender.has(sender) || bySender.size < SENDER_LIMIT ? sender : '';
      const itsOwn = (bySender.get(account) ?? 0) + cost;
      const limit = itsOwn <= QUIET_SENDER_BYTES ? TOTAL_BYTES : FIRST_COME_BYTES;
      if (itsOwn > SENDER_BYTES || spent + cost > limit) return false;
      bySender.set(account, itsOwn);
      spent += cost;
      return true;
    },
  };
}
