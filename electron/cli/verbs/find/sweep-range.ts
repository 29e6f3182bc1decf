import type { SweepReport } from '../../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../../shared/words/words.ts';
import { waitWords } from '../../say/figures.ts';
import { endingOf } from '../../say/sweep-table.ts';
import type { VerbInput } from '../verb.ts';

/** Says what the sweep would do, does it, and says how it ended; null when none is wanted. */
export async function sweepRange({ session, options, output }: VerbInput): Promise<SweepReport | null> {
  const { sweep: range, authority } = options;
  if (range === null) return null;
  const forecast = await session.ask('discovery.forecastSweep', { range });
  const { addresses, port, excluded, perSecond, paceReason, takesMs } = forecast;
  output.step(
    [
      words('discovery.sweep.forecast.addresses', { addresses, port }),
      words('discovery.sweep.forecast.excluded', { excluded }),
      `${words('discovery.sweep.forecast.pace', { perSecond })}, ${words(`discovery.sweep.pace.${paceReason}`)}`,
      words('discovery.sweep.forecast.takes', { takes: waitWords(takesMs) }),
    ].join(' · '),
  );
  const report = await session.job(
    'discovery.sweep',
    { range, authority },
    {
      onProgress: ({ leftMs, ...counts }) =>
        output.count(words('discovery.sweep.progress', { ...counts, left: waitWords(leftMs) })),
    },
  );
  for (const line of reportLines(report)) output.step(line);
  return report;
}

/** What came of it, and how far it is to be trusted. */
function reportLines(report: SweepReport): readonly string[] {
  const { touched, answered, nodes, known, stopped, doubtful, canaries, ending } = report;
  const key = stopped ? 'discovery.sweep.stopped' : 'discovery.sweep.done';
  return [
    words(key, { touched, answered, nodes, known }),
    ...(stopped ? [words('discovery.sweep.ending', { ending: endingOf(ending) })] : []),
    ...(stopped ? [words('discovery.sweep.endingNext', { ending: endingOf(ending) })] : []),
    ...(doubtful > 0 ? [words('discovery.sweep.doubtful', { doubtful })] : []),
    ...(canaries === 0 ? [words('discovery.sweep.canaries')] : []),
  ].filter((line) => line !== '');
}
