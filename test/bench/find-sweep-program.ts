/**
 * One sweep by the parts that the engine sweeps with, to be started inside a host: `find-sweep-program.ts JSON`.
 * Prints what it found as one line of JSON.
 */
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createTcpProber } from '../../electron/adapters/sweep/tcp-prober.ts';
import { runSweep } from '../../electron/discovery/sweep/run-sweep.ts';
import { paceOf } from '../../shared/domain/discovery/sweep/sweep-pace.ts';
import { planSweep } from '../../shared/domain/discovery/sweep/sweep-plan.ts';
import type { SweepOrder, SweptBy } from './find-network.ts';

const { range, exclude, own, gateway, port }: SweepOrder = JSON.parse(process.argv[2] ?? '');
const prober = createTcpProber();
const plan = planSweep({
  ...{ range, exclude, own: [own], gateway, known: [], answered: [] },
  ...{ allow: [range], subnets: [range] },
});
// The pace of a network that is known to have no medical device on it.
const platformPerSecond = prober.perSecondLimit;
const { perSecond } = paceOf({ choice: 'normal', platformPerSecond, range: plan.range, clinical: [] });
const answered = new Set<string>();
const beganAt = performance.now();
const { ending, doubtful } = await runSweep(
  {
    ...{ addresses: plan.addresses, port, perSecond, gateway },
    onTouch: ({ address, outcome }) => {
      if (outcome === 'open' || outcome === 'closed') answered.add(address);
    },
  },
  { clock: systemClock, prober, random: Math.random },
  new AbortController().signal,
);
const found: SweptBy = {
  seconds: (performance.now() - beganAt) / 1000,
  answered: [...answered],
  note: `${ending}, ${doubtful.length} doubtful, at most ${perSecond}/s`,
};
process.stdout.write(`${JSON.stringify(found)}\n`);
