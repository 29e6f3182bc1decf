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
/** ... and the very last of it for the first few packets of each sender: a beacon is one of them. */
const SECOND_WORDS_BYTES = 2_600_000;
const FIRST_WORDS_BYTES = 3000;
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
      if (itsOwn > SENDER_BYTES || spent + cost > limitFor(itsOwn)) return false;
      bySender.set(account, itsOwn);
      spent += cost;
      return true;
    },
  };
}

/** How much may be spent in all, by a sender that has said so much. */
function limitFor(itsOwnBytes: number): number {
  if (itsOwnBytes <= FIRST_WORDS_BYTES) return TOTAL_BYTES;
  return itsOwnBytes <= QUIET_SENDER_BYTES ? SECOND_WORDS_BYTES : FIRST_COME_BYTES;
}
