import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { words } from '../../shared/words/words.ts';
import { bundleQueries } from '../api/queries.ts';
import { useJob } from '../api/services.tsx';
import { Screen } from '../app/frame/screen.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Progress } from '../ui/progress/progress.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Section } from '../ui/text/card.tsx';
import { BundleRecordCard } from './bundle-record.tsx';
import styles from './bundles.module.css';
import { Destination } from './destination.tsx';
import { SourceTicks } from './source-ticks.tsx';
import { useTicks } from './use-ticks.ts';

/** A support bundle: what goes in, where it is saved, and the ones made already. */
export function BundleScreen() {
  const sources = useQuery(bundleQueries.sources());
  const { job, start, isRunning } = useJob('bundles.create');
  const ticks = useTicks(sources.data ?? []);
  const [path, setPath] = useState<string | null>(null);
  const [wasTried, setWasTried] = useState(false);
  // The one just made is what the person looks for; older ones are below what goes into the next.
  const isMade = job?.state === 'succeeded';
  const isMissing = sources.data !== undefined && ticks.chosen.length === 0;
  const isEmpty = sources.data?.length === 0;
  const make = () => {
    setWasTried(true);
    if (!isMissing && sources.data !== undefined) start({ sources: ticks.chosen.slice(), path });
  };
  return (
    <Screen
      title={words('bundles.title')}
      lead={words('bundles.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      acts={
        <Button kind={isMade ? 'quiet' : 'primary'} onPress={make} isDisabled={isRunning || isEmpty}>
          {words('bundles.act.create')}
        </Button>
      }
    >
      <Making />
      {job?.state === 'failed' ? <FailureCard failure={job.failure} /> : null}
      {isMade ? <Saved /> : null}
      <Section
        title={words('bundles.sources')}
        note={
          isEmpty || sources.data === undefined
            ? undefined
            : words('bundles.sources.count', { ticked: ticks.chosen.length, total: sources.data.length })
        }
      >
        <p className={styles.problem} role="status">
          {wasTried && isMissing ? words('bundles.sources.missing') : null}
        </p>
        <Answer of={sources}>{(all) => <SourceTicks sources={all} ticks={ticks} />}</Answer>
      </Section>
      <Destination path={path} onChange={setPath} />
      {isMade ? null : <Saved />}
    </Screen>
  );
}

function Making() {
  const { job, stop } = useJob('bundles.create');
  if (job?.state !== 'running') return null;
  const { progress } = job;
  return (
    <Progress
      title={progress === null ? words('bundles.begin') : words(`bundles.stage.${progress.stage}`)}
      detail={progress === null ? '' : words('bundles.progress', { ...progress })}
      done={progress?.done ?? 0}
      total={progress?.total ?? null}
      stop={
        job.cancellable
          ? { name: words('bundles.act.stop'), onPress: stop, isStopping: job.isStopping }
          : null
      }
    />
  );
}

function Saved() {
  const list = useQuery(bundleQueries.list());
  if (list.data === undefined || list.data.length === 0) return null;
  return (
    <Section title={words('bundles.saved')}>
      {list.data
        .toSorted((one, other) => other.createdAtMs - one.createdAtMs)
        .map((record) => (
          <BundleRecordCard key={record.id} record={record} />
        ))}
    </Section>
  );
}
