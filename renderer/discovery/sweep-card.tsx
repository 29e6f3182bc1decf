import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { useJob } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Choice } from '../ui/acts/choice.tsx';
import { Progress } from '../ui/progress/progress.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { elapsedWords } from '../ui/times.ts';
import styles from './nodes-screen.module.css';

/** The last and loudest way to find nodes: each address of a range that the hospital agreed to, slowly. */
export function SweepCard() {
  const { data: overview } = useQuery(siteQueries.overview());
  const allowed = overview?.pack?.sweepAllowed ?? [];
  const { job } = useJob('discovery.sweep');
  return (
    <Section title={words('discovery.sweep.title')}>
      {job?.state === 'running' ? (
        <SweepProgressLine />
      ) : (
        <Card>
          {allowed.length === 0 ? (
            <p className={styles.help}>{words('discovery.sweep.none')}</p>
          ) : (
            <SweepForm allowed={allowed} />
          )}
        </Card>
      )}
    </Section>
  );
}

function SweepForm({ allowed }: { readonly allowed: readonly string[] }) {
  const { job, start } = useJob('discovery.sweep');
  const [chosen, setChosen] = useState(allowed[0] ?? '');
  const range = allowed.includes(chosen) ? chosen : (allowed[0] ?? '');
  return (
    <div className={styles.way}>
      {allowed.length === 1 ? null : (
        <Choice
          label={words('discovery.sweep.label')}
          options={allowed.map((value) => ({ value, name: value }))}
          value={range}
          onChange={setChosen}
        />
      )}
      <p className={styles.help}>{words('discovery.sweep.help')}</p>
      <Button onPress={() => start({ range })}>{words('discovery.sweep.act', { range })}</Button>
      <div role="status">
        {job?.state === 'succeeded' ? (
          <p>
            {words(job.value.stopped ? 'discovery.sweep.stopped' : 'discovery.sweep.done', { ...job.value })}
          </p>
        ) : null}
      </div>
      {job?.state === 'failed' ? <FailureCard failure={job.failure} /> : null}
    </div>
  );
}

function SweepProgressLine() {
  const { job, stop } = useJob('discovery.sweep');
  if (job?.state !== 'running') return null;
  const { progress } = job;
  const detail =
    progress === null
      ? ''
      : words('discovery.sweep.progress', { ...progress, left: elapsedWords(progress.leftMs) });
  return (
    <Progress
      title={words('discovery.sweep.running')}
      detail={detail}
      done={progress?.done ?? 0}
      total={progress?.total ?? null}
      stop={{ name: words('discovery.sweep.stop'), onPress: stop, isStopping: job.isStopping }}
    />
  );
}
