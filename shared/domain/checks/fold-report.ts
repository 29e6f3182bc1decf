import type { CheckEntry, CheckReport, Severity } from './check.ts';

/** One thing to act on, with the checks that it kept from running. */
export interface Cause {
  readonly entry: CheckEntry;
  readonly consequences: readonly CheckEntry[];
}
/** A report as a person reads it: what to act on first, then what is only worth knowing, then what is fine. */
export interface FoldedReport {
  /** Faults, gravest first, then what could not be found out. */
  readonly causes: readonly Cause[];
  readonly ok: readonly CheckEntry[];
  /** The gravest state of the whole report. `unknown` is graver than a note: not checked is never ok. */
  readonly verdict: 'blocked' | 'degraded' | 'unknown' | 'noted' | 'ok';
}

const RANK: Readonly<Record<Severity | 'unknown', number>> = { blocks: 0, degrades: 1, unknown: 2, note: 3 };
const VERDICTS = ['blocked', 'degraded', 'unknown', 'noted'] as const;

/** Root causes first, their consequences folded under them. */
export function foldReport(report: Pick<CheckReport, 'entries'>): FoldedReport {
  const { entries } = report;
  const roots = entries.filter(({ finding }) => finding.state === 'fault' || finding.state === 'unknown');
  const causes = roots
    .map((entry) => ({ entry, consequences: entries.filter((other) => isBecause(other, entry.code)) }))
    .sort((one, other) => rankOf(one.entry) - rankOf(other.entry));
  const first = causes[0];
  return {
    causes,
    ok: entries.filter(({ finding }) => finding.state === 'ok'),
    verdict: first === undefined ? 'ok' : (VERDICTS[rankOf(first.entry)] ?? 'unknown'),
  };
}

function isBecause({ finding }: CheckEntry, code: string): boolean {
  return finding.state === 'skipped' && finding.because === code;
}

function rankOf({ finding }: CheckEntry): number {
  return RANK[finding.state === 'fault' ? finding.severity : 'unknown'];
}
