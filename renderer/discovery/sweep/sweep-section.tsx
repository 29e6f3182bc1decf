import { useQuery } from '@tanstack/react-query';
import { words } from '../../../shared/words/words.ts';
import { siteQueries } from '../../api/queries.ts';
import { useJob } from '../../api/services.tsx';
import { Progress } from '../../ui/progress/progress.tsx';
import { FailureCard } from '../../ui/state/failure-card.tsx';
import { Card, Section } from '../../ui/text/card.tsx';
import { elapsedWords } from '../../ui/times.ts';
import styles from './sweep.module.css';
import { SweepEnded } from './sweep-ended.tsx';
import { SweepForm } from './sweep-form.tsx';

/** The last and loudest way to find nodes: each address of a range that the hospital agreed to, slowly. */
export function SweepSection() {
  const { data: overview } = useQuery(siteQueries.overview());
  const allowed = overview?.pack?.sweepAllowed ?? [];
  const { job } = useJob('discovery.sweep');
  return (
    <Section title={words('discovery.sweep.title')}>
      {job?.state === 'running' ? (
        <SweepProgressLine />
      ) : (
        <Card>
          <div className={styles.way}>
            {allowed.length === 0 ? (
              <p className={styles.help}>{words('discovery.sweep.none')}</p>
            ) : (
              <SweepForm allowed={allowed} />
            )}
            <div role="status">{job?.state === 'succeeded' ? <SweepEnded report={job.value} /> : null}</div>
            {job?.state === 'failed' ? <FailureCard failure={job.failure} /> : null}
          </div>
        </Card>
      )}
    </Section>
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
