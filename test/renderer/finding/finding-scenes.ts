/** Visits as they look while nodes are being found. */
import type { DiagnosisCode } from '../../../shared/domain/discovery/surroundings.ts';
import type { SweepEnding, SweepSummary } from '../../../shared/domain/discovery/sweep-report.ts';
import { node, nowMs } from '../examples.ts';
import type { World } from '../world.ts';
import { crowd, everyKind, longNamed, numbered, place } from './example-nodes.ts';
import { surroundingsOf, wellConnected } from './example-surroundings.ts';

const hourMs = 3_600_000;

const swept = (number: number, ending: SweepEnding, change: Partial<SweepSummary> = {}): SweepSummary => ({
  ...{ sweepId: `sweep-${number}`, range: '10.20.4.0/24', port: 50_000, reference: null, ending },
  startedAtMs: nowMs - number * 5 * hourMs,
  endedAtMs: nowMs - number * 5 * hourMs + 6000,
  ...{ touched: ending === 'complete' ? 252 : 61, answered: 8 },
  ...change,
});
export const earlierSweeps: readonly SweepSummary[] = [
  swept(1, 'complete'),
  swept(2, 'canary-lost'),
  swept(5, 'stopped', { range: '10.20.0.0/18', touched: 4210, reference: 'CHG-2026-1187' }),
];

type Builder = () => World;
type Nothing = { readonly [C in DiagnosisCode as `nothing-${C}`]: Builder };

/** The scenes of finding, over a visit in which nothing was found yet. */
export function findingScenes(empty: Builder) {
  const found = (change: Partial<World>) => (): World => ({
    ...empty(),
    surroundings: wellConnected,
    ...change,
  });
  const nothing = Object.fromEntries(
    Object.entries(surroundingsOf).map(([code, surroundings]) => [
      `nothing-${code}`,
      found({ surroundings, sweeps: earlierSweeps.slice(0, 1) }),
    ]),
    // The keys are those of the record that it is made from.
  ) as Nothing;
  const wide = () => {
    const world = empty();
    return { ...world, pack: world.pack && { ...world.pack, sweepAllowed: ['10.20.0.0/18'] } };
  };
  return {
    ...nothing,
    'every-kind': found({ nodes: everyKind, sweeps: earlierSweeps }),
    'same-address': found({
      surroundings: surroundingsOf['address-conflict'],
      nodes: [
        node(3, { places: [place('10.20.4.63', { isContested: true })] }),
        numbered(7, '10.20.4.63', { places: [place('10.20.4.63', { isContested: true })] }),
        numbered(8, '10.20.4.64'),
      ],
    }),
    'all-gone': found({
      surroundings: surroundingsOf['other-network'],
      nodes: everyKind.filter(({ presence }) => presence === 'gone'),
    }),
    /** As many reasons as there are addresses that two machines share. */
    'many-reasons': found({
      surroundings: {
        ...wellConnected,
        diagnosis: Array.from({ length: 50 }, (_, index) => ({
          code: 'address-conflict' as const,
          facts: { address: `10.20.4.${index + 10}` },
        })),
      },
    }),
    'long-names': found({ nodes: longNamed }),
    hundreds: found({ nodes: crowd(200) }),
    thousand: found({ nodes: crowd(1000) }),
    /** Machines come one after the other once they are switched on, by the event `machines-on`. */
    arriving: found({
      nodes: [...everyKind.slice(0, 4), ...everyKind.slice(6, 9)],
      arriving: [numbered(20, '10.20.4.20'), numbered(21, '10.20.4.21'), numbered(22, '10.20.4.22')],
    }),
    'wide-sweep': () => ({ ...wide(), sweeps: earlierSweeps }),
    'sweep-canary-lost': found({ sweepEnding: 'canary-lost', sweeps: earlierSweeps }),
    'sweep-gateway-slow': found({ sweepEnding: 'gateway-slow' }),
    'sweep-answers-for-everything': found({ sweepEnding: 'answers-for-everything' }),
    'sweep-doubtful': found({ sweepDoubtful: 12 }),
  } satisfies Record<string, Builder>;
}
