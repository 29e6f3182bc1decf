import type { CheckEntry } from '../../shared/domain/checks/check.ts';

/** A finding that needs somebody, with the checks that could not run because of it. */
export interface Cause {
  readonly entry: CheckEntry;
  readonly consequences: readonly CheckEntry[];
}

const order = { blocks: 0, degrades: 1, unknown: 2, note: 3 } as const;

/** Faults and unknowns, the gravest first, each with what it caused folded under it. */
export function causesOf(entries: readonly CheckEntry[]): readonly Cause[] {
  return entries
    .filter(({ finding }) => finding.state === 'fault' || finding.state === 'unknown')
    .map((entry) => ({
      entry,
      consequences: entries.filter(
        ({ finding }) => finding.state === 'skipped' && finding.because === entry.code,
      ),
    }))
    .sort((one, other) => gravity(one.entry) - gravity(other.entry));
}

function gravity({ finding }: CheckEntry): number {
  if (finding.state === 'fault') return order[finding.severity];
  return order.unknown;
}
