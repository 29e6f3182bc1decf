import { everythingAnswers } from '../../../../shared/domain/discovery/sweep/sweep-caution.ts';
import type { Touch } from '../sweep-ports.ts';

/** Notices a middlebox that accepts connections for every address. */
export interface Suspicion {
  seen(touch: Touch): void;
  /** Nearly everything is open and nothing was a node so far: wait for the answers of those that were looked at. */
  readonly isRaised: boolean;
  /** Waits for these answers. */
  confirm(signal: AbortSignal): Promise<void>;
  readonly isProven: boolean;
}

/** `look` tells whether an open address is a node by its TLS answer; without it there is no suspicion. */
export function createSuspicion(
  look: ((address: string) => Promise<boolean>) | undefined,
  onNode: (address: string) => void,
): Suspicion {
  const looks: Promise<void>[] = [];
  const counts = { asked: 0, open: 0, nodes: 0 };
  let isProven = false;
  return {
    seen: ({ address, attempt, outcome }) => {
      if (outcome === 'no-room' || look === undefined) return;
      // Asked again means that it was silent before, not one more address.
      if (attempt === 1) counts.asked++;
      if (outcome !== 'open') return;
      counts.open++;
      const looking = look(address).then((isNode) => {
        if (!isNode) return;
        counts.nodes++;
        onNode(address);
      });
      looks.push(looking);
    },
    get isRaised() {
      return !isProven && everythingAnswers(counts);
    },
    confirm: async (signal) => {
      const { promise: stopped, reject } = Promise.withResolvers<never>();
      const stop = (): void => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      await Promise.race([Promise.all(looks), stopped]).finally(() =>
        signal.removeEventListener('abort', stop),
      );
      isProven = everythingAnswers(counts);
    },
    get isProven() {
      return isProven;
    },
  };
}
