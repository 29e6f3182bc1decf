/**
 * Fuzz: a target is a part that reads what strangers wrote, and must neither crash, hang nor grow on any of it.
 * Every case is made from the run's seed and its own number alone, so that one line reproduces a failure.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FuzzRandom, randomOf } from './fuzz-random.ts';

export interface FuzzTarget {
  readonly name: string;
  run(options: FuzzOptions): FuzzResult;
}
export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  /** The first case; with `cases: 1` it repeats a failure. 0 when left out. */
  readonly from?: number;
}
export interface FuzzResult {
  /** Cases done, the failed one included. */
  readonly cases: number;
  readonly seconds: number;
  /** Largest growth of what stays on the heap after a collection, against the start of the run. */
  readonly peakHeapGrowthBytes: number;
  readonly slowestCaseMs: number;
  /** The first failure; the run ends with it. */
  readonly failure: FuzzFailure | null;
}
export interface FuzzFailure {
  readonly seed: number;
  readonly case: number;
  readonly reason: string;
}

/** A parser that has seen a million cases may keep what its caps allow (caches, compiled code), not a share of each. */
const HEAP_GROWTH_LIMIT_BYTES = 48 * 1024 * 1024;
/** No single input may hold up the engine; far above a collection's pause on a busy machine. */
const CASE_LIMIT_MS = 2_000;
/** How many times in a run the heap is collected and measured. */
const MEASUREMENTS = 20;

/**
 * A target from one function: it makes an input from `random`, feeds it and throws when the part does.
 * `setUp` makes what lives through the whole run (a cache, a reader), so that growth across cases shows.
 */
export function fuzzTarget<State>(
  name: string,
  setUp: () => State,
  oneCase: (random: FuzzRandom, state: State) => void,
): FuzzTarget {
  return {
    name,
    run: ({ cases, seed, from = 0 }) => {
      const state = setUp();
      return runCases({ cases, seed, from }, (random) => oneCase(random, state));
    },
  };
}

function runCases(
  { cases, seed, from }: Required<FuzzOptions>,
  oneCase: (random: FuzzRandom) => void,
): FuzzResult {
  const beganAt = performance.now();
  const heapAtStart = heapAfterCollection();
  const measureEvery = Math.max(1, Math.floor(cases / MEASUREMENTS));
  let peakHeapGrowthBytes = 0;
  let slowestCaseMs = 0;
  let failure: FuzzFailure | null = null;
  let done = 0;
  for (; done < cases && failure === null; done += 1) {
    const number = from + done;
    const caseBeganAt = performance.now();
    let reason = crashOf(() => oneCase(randomOf(seed, number)));
    const tookMs = performance.now() - caseBeganAt;
    slowestCaseMs = Math.max(slowestCaseMs, tookMs);
    if ((done + 1) % measureEvery === 0)
      peakHeapGrowthBytes = Math.max(peakHeapGrowthBytes, heapAfterCollection() - heapAtStart);
    reason ??= tookMs > CASE_LIMIT_MS ? `took ${Math.round(tookMs)} ms` : null;
    reason ??= peakHeapGrowthBytes > HEAP_GROWTH_LIMIT_BYTES ? `heap grew by ${peakHeapGrowthBytes} B` : null;
    if (reason !== null) failure = { seed, case: number, reason };
  }
  const seconds = (performance.now() - beganAt) / 1000;
  return { cases: done, seconds, peakHeapGrowthBytes, slowestCaseMs, failure };
}

function crashOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (cause) {
    // Expected here: this is what the fuzz looks for.
    return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  }
}

let collect: (() => void) | null = null;
function heapAfterCollection(): number {
  if (collect === null) {
    // The flag at run time needs no switch on the command line of whoever runs the test.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  collect?.();
  return process.memoryUsage().heapUsed;
}
