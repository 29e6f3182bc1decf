/**
 * The machine in a small world (`test/fakes/sync/sync-world.ts`). After every act the invariants of the log are looked at; in the end everything is healed and
 * the outbox must become empty, or say why it is not.
 */
import fc from 'fast-check';
import { test } from 'vitest';
import { type Act, fates } from '../../test/fakes/sync/acts.ts';
import { SyncWorld } from '../../test/fakes/sync/sync-world.ts';

const CASES = 2000;

const acts = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ act: fc.constant('record'), agg: fc.nat(3), ops: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('wake'),
      by: fc.constantFrom('person', 'resume', 'op', 'timer'),
    }),
  },
  { weight: 12, arbitrary: fc.record({ act: fc.constant('deliver'), fate: fc.constantFrom(...fates) }) },
  { weight: 1, arbitrary: fc.constant({ act: 'restart' } as const) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('refuse'), agg: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ act: 'readmit' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('clock'), byMs: fc.integer({ min: -4e11, max: 4e11 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('room'), writes: fc.option(fc.nat(3)) }) },
) as fc.Arbitrary<Act>;

test(`${CASES} stories of lost answers, repeats, refusals, full disks and restarts keep the log whole`, () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (story, pageOps) => {
      const world = new SyncWorld(pageOps);
      for (const one of story) {
        world.do(one);
        world.assertInvariants();
      }
      world.assertLiveness();
    }),
    { numRuns: CASES, seed: 20_261_122 },
  );
}, 60_000);
