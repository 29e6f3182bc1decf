/** Touches the addresses of a plan one after the other, slowly, and says what answered. Records nothing itself. */
import { learnRtt, noEstimate, timeoutOf } from '../../shared/domain/discovery/rtt-estimate.ts';
import type { Clock } from '../ports.ts';
import type { Prober, Touch } from './discovery-ports.ts';

export interface SweepRun {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly perSecond: number;
  /** After each answer or its absence. An address for which the laptop had no room is reported once it was tried again. */
  readonly onTouch: (touch: Touch) => void;
}
export interface SweepPorts {
  readonly clock: Clock;
  readonly prober: Prober;
  readonly random: () => number;
}

/** An unanswered neighbour entry blocks its slot about this long (measured on Linux), however soon we stop waiting. */
const NEIGHBOUR_HELD_MS = 3000;
/** How often an address is tried when the laptop has no room, before it counts as unreachable. */
const ATTEMPTS = 3;

/** Runs until every address was touched or the signal aborts; then says which. Never has two probes at one address. */
export async function runSweep(
  run: SweepRun,
  { clock, prober, random }: SweepPorts,
  signal: AbortSignal,
): Promise<{ readonly stopped: boolean }> {
  const queue = run.addresses.map((address) => ({ address, attempts: 0 }));
  const slots = createSlots(Math.floor(prober.neighbourEntries / 2), clock, signal);
  const running = new Set<Promise<void>>();
  let estimate = noEstimate;
  let intervalMs = 1000 / run.perSecond;
  const touch = async (next: { readonly address: string; attempts: number }): Promise<void> => {
    const atMs = clock.now();
    const probing = prober.probe(next.address, run.port, timeoutOf(estimate), signal);
    const { outcome, tookMs } = await probing.catch((error: unknown) => {
      run.onTouch({ address: next.address, atMs, outcome: 'stopped' });
      throw error;
    });
    const hasAnswered = outcome === 'open' || outcome === 'closed';
    slots.release(hasAnswered ? 0 : NEIGHBOUR_HELD_MS - tookMs);
    if (hasAnswered) estimate = learnRtt(estimate, tookMs);
    if (outcome === 'no-room') {
      // Slower from now on: whatever ran out on this laptop needs time to come back.
      intervalMs *= 2;
      if (++next.attempts < ATTEMPTS) return void queue.push(next);
    }
    run.onTouch({ address: next.address, atMs, outcome });
  };
  try {
    let dueMs = clock.now();
    while (queue.length > 0 || running.size > 0) {
      const next = queue.shift();
      if (next === undefined) {
        // The last ones: each may come back to the queue.
        await Promise.race(running);
        continue;
      }
      await slots.take();
      await clock.wait(Math.max(0, dueMs - clock.now()), signal);
      // Half to one and a half intervals; a pause of the laptop is not made up for by haste.
      dueMs = Math.max(dueMs, clock.now() - intervalMs) + intervalMs * (0.5 + random());
      const probing = touch(next).finally(() => running.delete(probing));
      // Its failure is the signal's, which the loop meets too.
      probing.catch(() => {});
      running.add(probing);
    }
    return { stopped: false };
  } catch (error) {
    if (!signal.aborted) throw error;
    await Promise.allSettled(running);
    return { stopped: true };
  }
}

/** At most `limit` at once, each given back some time after its use. */
function createSlots(limit: number, clock: Clock, signal: AbortSignal) {
  const waiting: (() => void)[] = [];
  let free = limit;
  const giveBack = (): void => {
    free++;
    waiting.shift()?.();
  };
  return {
    take: async (): Promise<void> => {
      while (free === 0)
        await Promise.race([new Promise<void>((wake) => waiting.push(wake)), aborted(signal)]);
      free--;
    },
    release: (afterMs: number): void => {
      if (afterMs <= 0) giveBack();
      else void clock.wait(afterMs, signal).then(giveBack, () => {});
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
