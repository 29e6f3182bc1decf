import { describe, expect, it } from 'vitest';
import { fuzzTarget } from './fuzz-target.ts';
import { fuzzTargets } from './targets.ts';

/** Of each part. The nightly run does a million. */
const CASES = 20_000;
/** Fixed, so that a check says the same twice; the nightly run takes a new one each time. */
const SEED = 20_261_122;
/** Some seconds each; far more only where many others want the processor. */
const LIMIT_MS = 120_000;

describe('parts that read what strangers wrote', () => {
  it.each(fuzzTargets)(
    '$name survive whatever that is',
    (target) => {
      const result = target.run({ cases: CASES, seed: SEED });
      expect(result.failure).toBeNull();
      expect(result.cases).toBe(CASES);
    },
    LIMIT_MS,
  );
});

describe('the fuzz itself', () => {
  const fragile = fuzzTarget(
    'a part that breaks on one input in a thousand',
    () => null,
    (random) => {
      if (random.oneIn(1000)) throw new Error('broke');
    },
  );
  it('finds the input that breaks a part, and repeats it from its seed and number alone', () => {
    const { failure, cases } = fragile.run({ cases: 20_000, seed: 7 });
    if (failure === null) throw new Error('the fuzz missed it');
    expect(cases).toBe(failure.case + 1);
    const again = fragile.run({ cases: 1, seed: failure.seed, from: failure.case });
    expect(again.failure?.case).toBe(failure.case);
    expect(fragile.run({ cases: failure.case, seed: 7 }).failure).toBeNull();
  });
  it('finds a part that keeps a little of every input', () => {
    const greedy = fuzzTarget(
      'a part without a cap',
      (): Uint8Array[][] => [],
      (random, kept) => {
        kept.push(Array.from({ length: 1000 }, () => random.bytes(1)));
      },
    );
    expect(greedy.run({ cases: 2_000, seed: 7 }).failure?.reason).toMatch(/^heap grew by/);
  });
});
