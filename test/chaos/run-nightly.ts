/**
 * `npm run test:nightly [-- --cases N --seed N --from N --only NAME]`: a million cases of every target with a new
 * seed. Prints one JSON summary; ends with 1 when a target failed. `--seed S --from N --cases 1` repeats a failure.
 */
import { parseArgs } from 'node:util';
import type { FuzzResult, FuzzTarget } from './fuzz-target.ts';
import { fuzzTargets } from './targets.ts';

const CASES = 1_000_000;
/** Cases between two lines of progress. */
const SLICE = 50_000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: String(CASES) },
    seed: { type: 'string', default: String(Date.now() % 2_147_483_647) },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});
const [cases, seed, from] = [wholeNumber('cases'), wholeNumber('seed'), wholeNumber('from')];
const targets = fuzzTargets.filter(({ name }) => values.only === undefined || name === values.only);
if (targets.length === 0)
  wrongCommand(`there is no such target; there are: ${fuzzTargets.map(({ name }) => name).join(', ')}`);

process.stderr.write(`seed ${seed}\n`);
const summary = targets.map((target) => ({ target: target.name, ...inSlices(target) }));
process.stdout.write(`${JSON.stringify({ seed, from, targets: summary }, null, 2)}\n`);
process.exitCode = summary.every(({ failure }) => failure === null) ? 0 : 1;

/** One target in slices; each slice starts from a fresh state, so growth is looked for within a slice. */
function inSlices(target: FuzzTarget): FuzzResult {
  let whole: FuzzResult = { cases: 0, seconds: 0, peakHeapGrowthBytes: 0, slowestCaseMs: 0, failure: null };
  while (whole.cases < cases && whole.failure === null) {
    const slice = target.run({ cases: Math.min(SLICE, cases - whole.cases), seed, from: from + whole.cases });
    whole = {
      cases: whole.cases + slice.cases,
      seconds: whole.seconds + slice.seconds,
      peakHeapGrowthBytes: Math.max(whole.peakHeapGrowthBytes, slice.peakHeapGrowthBytes),
      slowestCaseMs: Math.max(whole.slowestCaseMs, slice.slowestCaseMs),
      failure: slice.failure,
    };
    process.stderr.write(`${target.name}: ${whole.cases} of ${cases} in ${whole.seconds.toFixed(1)} s\n`);
  }
  return whole;
}

function wholeNumber(name: 'cases' | 'seed' | 'from'): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 0) wrongCommand(`--${name} takes a whole number`);
  return number;
}
function wrongCommand(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
