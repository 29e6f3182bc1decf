import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SweepSummary } from '../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../shared/words/words.ts';
import { discoveryQueries } from '../../api/queries.ts';
import { useJob } from '../../api/services.tsx';
import { Disclosure } from '../../ui/acts/disclosure.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Mono } from '../../ui/text/mono.tsx';
import { whenWords } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { ExportLog } from './export-log.tsx';
import styles from './sweep.module.css';

/** Sweeps of this site with the log of each, for the hospital's security team. */
export function EarlierSweeps() {
  const { data: sweeps } = useQuery(discoveryQueries.sweeps());
  useAskedAgain();
  const now = useNow();
  if (sweeps === undefined || sweeps.length === 0) return null;
  return (
    <section className={styles.earlier} aria-label={words('discovery.sweeps')}>
      <Disclosure title={`${words('discovery.sweeps')} (${sweeps.length})`}>
        <p className={styles.help}>{words('discovery.sweeps.note')}</p>
        <Table
          label={words('discovery.sweeps')}
          columns={[
            words('discovery.sweeps.column.range'),
            words('discovery.sweeps.column.when'),
            words('discovery.sweeps.column.result'),
            words('discovery.sweeps.column.log'),
          ]}
          rows={sweeps.map((sweep) => ({
            key: sweep.sweepId,
            cells: [
              <span key="range" className={styles.range}>
                <Mono>{sweep.range}</Mono>
              </span>,
              whenWords(sweep.startedAtMs, now),
              <Result key="result" sweep={sweep} />,
              <ExportLog key="log" sweep={sweep} when={whenWords(sweep.startedAtMs, now)} />,
            ],
          }))}
        />
      </Disclosure>
    </section>
  );
}

/** A sweep that finds nobody new changes nothing in the list of nodes, and still has begun or ended. */
function useAskedAgain(): void {
  const queries = useQueryClient();
  const { job } = useJob('discovery.sweep');
  const state = job === null ? null : `${job.id} ${job.state}`;
  useEffect(() => {
    if (state !== null) void queries.invalidateQueries({ queryKey: discoveryQueries.sweeps().queryKey });
  }, [queries, state]);
}

function Result({ sweep }: { readonly sweep: SweepSummary }) {
  const { ending, reference } = sweep;
  return (
    <div className={styles.lines}>
      <span>{words('discovery.sweeps.ending', { ending: ending ?? 'none' })}</span>
      <span className={styles.help}>{words('discovery.sweeps.result', { ...sweep })}</span>
      {reference === null ? null : (
        <span className={styles.help}>{words('discovery.sweeps.reference', { reference })}</span>
      )}
    </div>
  );
}
