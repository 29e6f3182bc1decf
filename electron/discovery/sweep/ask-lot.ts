import type { Ask } from './sweep-ports.ts';

/** An address that waits for its turn. */
export type Waiting = Pick<Ask, 'address' | 'attempt'>;

export interface AskLot {
  /** The next question, already written down; null when nothing waits. */
  next(perSecond: number): Ask | null;
  /** Once more, at the end. */
  add(waiting: Waiting): void;
  /** A question outside the order, written down at once. */
  extra(addresses: readonly string[]): readonly Ask[];
  /** Addresses that still wait. */
  readonly left: number;
  /** What was written down and will not be asked any more. */
  giveBack(): readonly Ask[];
}

/**
 * Numbers questions and has them written down before they are asked, half a second's worth at a time: what is on
 * disk is never less than what was sent, and at most that much more.
 */
export function createAskLot(onAhead: (asks: readonly Ask[]) => void): AskLot {
  const queue: Waiting[] = [];
  const written: Ask[] = [];
  let head = 0;
  let number = 0;
  const numbered = (waiting: Waiting, purpose: Ask['purpose']): Ask => ({
    ...{ number: ++number, address: waiting.address, attempt: waiting.attempt, purpose },
  });
  return {
    get left() {
      return queue.length - head + written.length;
    },
    add: (waiting) => void queue.push(waiting),
    next: (perSecond) => {
      if (written.length === 0) {
        const lot = queue.slice(head, head + Math.max(1, Math.floor(perSecond / 2)));
        if (lot.length === 0) return null;
        head += lot.length;
        const asks = lot.map((waiting) => numbered(waiting, 'range'));
        onAhead(asks);
        written.push(...asks);
      }
      return written.shift() ?? null;
    },
    extra: (addresses) => {
      const asks = addresses.map((address) => numbered({ address, attempt: 1 }, 'canary'));
      onAhead(asks);
      return asks;
    },
    giveBack: () => written.splice(0),
  };
}
