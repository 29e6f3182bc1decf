import type { CheckReport } from '../checks/check.ts';

/** How the entries of some reports came out. `weak` degrades or is a note; skipped ones count only in `checks`. */
export interface FindingCount {
  readonly checks: number;
  readonly blocking: number;
  readonly weak: number;
  readonly unknown: number;
}

/** Counts the findings of all reports together. */
export function countFindings(reports: readonly CheckReport[]): FindingCount {
  const findings = reports.flatMap(({ entries }) => entries.map(({ finding }) => finding));
  const faults = findings.filter((finding) => finding.state === 'fault');
  const blocking = faults.filter(({ severity }) => severity === 'blocks').length;
  return {
    checks: findings.length,
    blocking,
    weak: faults.length - blocking,
    unknown: findings.filter(({ state }) => state === 'unknown').length,
  };
}
