import type { SweepEnding, SweepSummary } from '../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../shared/words/words.ts';
import { momentWords } from './figures.ts';
import { table } from './table.ts';

/** Every sweep in one row, the newest first, with the id by which its log is exported. */
export function sweepTable(sweeps: readonly SweepSummary[]): readonly string[] {
  const heading = [
    words('discovery.sweeps.column.when'),
    words('discovery.sweeps.column.range'),
    words('discovery.sweeps.column.result'),
    words('discovery.sweeps.column.ending'),
    words('discovery.sweeps.column.log'),
  ];
  return table([heading, ...sweeps.map(sweepRow)]);
}

function sweepRow(sweep: SweepSummary): readonly string[] {
  const { sweepId, range, startedAtMs, touched, answered, ending, reference } = sweep;
  const allowed = reference === null ? '' : `, ${words('discovery.sweeps.reference', { reference })}`;
  return [
    momentWords(startedAtMs),
    range,
    words('discovery.sweeps.result', { touched, answered }),
    `${words('discovery.sweeps.ending', { ending: endingOf(ending) })}${allowed}`,
    sweepId,
  ];
}

/** As the messages name it: ICU knows no hyphens in its choices. */
export function endingOf(ending: SweepEnding | null): string {
  return ending === null ? 'none' : ending.replaceAll('-', '_');
}
