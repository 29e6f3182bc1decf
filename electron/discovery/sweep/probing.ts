import {
  LONGEST_TIMEOUT_MS,
  learnRtt,
  noEstimate,
  timeoutOf,
} from '../../../shared/domain/discovery/sweep/rtt-estimate.ts';
import type { AskLot } from './ask-lot.ts';
import type { AskCanaries } from './caution/canaries.ts';
import type { SweepPorts, SweepRun } from './run-sweep.ts';
import type { Ask, Touch, TouchOutcome } from './sweep-ports.ts';

/** Probes under way; each is reported once, whatever becomes of it. */
export interface Probing {
  /** Sends one; `settle` hears of it after the report, unless the sweep stopped meanwhile. */
  start(ask: Ask, settle: (touch: Touch) => void): void;
  askCanaries: AskCanaries;
  /** Whether the address was asked as a canary, and this laptop had room for the question. */
  wasCanary(address: string): boolean;
  readonly underWay: number;
  /** Until one of them has settled. */
  next(): Promise<void>;
  /** Until all have. */
  over(): Promise<void>;
}
export interface ProbingParts {
  readonly lot: AskLot;
  readonly signal: AbortSignal;
  /** Something went wrong that is not the network's doing. */
  fail(error: unknown): void;
}

export function createProbing(
  run: SweepRun,
  { clock, prober }: SweepPorts,
  { lot, signal, fail }: ProbingParts,
): Probing {
  const running = new Set<Promise<void>>();
  const canaries = new Set<string>();
  let estimate = noEstimate;
  const ask = async (next: Ask, timeoutMs: number) => {
    const atMs = clock.now();
    try {
      const { outcome, tookMs } = await prober.probe(next.address, run.port, timeoutMs, signal);
      const touch: Touch = { ...next, atMs, outcome };
      run.onTouch(touch);
      return { touch, tookMs };
    } catch (error) {
      run.onTouch({ ...next, atMs, outcome: 'stopped' });
      throw error;
    }
  };
  const one = async (next: Ask, settle: (touch: Touch) => void): Promise<void> => {
    const { touch, tookMs } = await ask(next, timeoutOf(estimate));
    // Only first contacts teach: to them belongs the time for finding the machine on the link.
    if (isThere(touch.outcome)) estimate = learnRtt(estimate, tookMs);
    settle(touch);
  };
  return {
    start: (next, settle) => {
      const probing: Promise<void> = one(next, settle)
        .catch((error: unknown) => {
          // A stop is no failure; the loop meets it too.
          if (!signal.aborted) fail(error);
        })
        .finally(() => running.delete(probing));
      running.add(probing);
    },
    askCanaries: async (addresses) =>
      await Promise.all(
        lot.extra(addresses).map(async (each) => {
          const { touch, tookMs } = await ask(each, LONGEST_TIMEOUT_MS);
          if (touch.outcome === 'no-room') return 'skipped';
          const isNew = !canaries.has(each.address);
          canaries.add(each.address);
          // What goes by the gateway's address may be anything; the others are known already.
          if (isNew && each.address === run.gateway && touch.outcome === 'open')
            void run.look?.(each.address);
          return isThere(touch.outcome) ? tookMs : 'silent';
        }),
      ),
    wasCanary: (address) => canaries.has(address),
    get underWay() {
      return running.size;
    },
    next: async () => void (await Promise.race(running)),
    over: async () => void (await Promise.all(running)),
  };
}

/** A refusal means that somebody is there. */
export function isThere(outcome: TouchOutcome): boolean {
  return outcome === 'open' || outcome === 'closed';
}
