import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { words } from '../../shared/words/words.ts';
import { type LedgerFilter, syncQueries } from '../api/queries.ts';
import { useJob } from '../api/services.tsx';
import { Screen } from '../app/frame/screen.tsx';
import { useMissing } from '../app/missing.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Choice } from '../ui/acts/choice.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { Empty } from '../ui/state/empty.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Section } from '../ui/text/card.tsx';
import styles from './ledger.module.css';
import { LedgerList } from './ledger-list.tsx';
import { SyncSummary } from './sync-summary.tsx';

/** As many entries as are drawn at once; more come when asked for. The engine gives at most 500 at a time. */
const pageOf = 100;
const mostAtOnce = 500;
const filters: readonly LedgerFilter[] = ['all', 'unsent', 'confirmed', 'needs-you'];

/** What is saved here, sent, confirmed, or in need of a person: every entry, with its words and then raw. */
export function LedgerScreen() {
  const { job, start, stop, isRunning } = useJob('sync.now');
  const missing = useMissing();
  return (
    <Screen
      title={words('sync.title')}
      lead={words('sync.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      acts={
        missing === 'enrolment' ? null : isRunning ? (
          <Button onPress={stop} isPending={job?.isStopping ?? false}>
            {words('sync.act.stop')}
          </Button>
        ) : (
          <Button kind="primary" onPress={() => start({})}>
            {words('sync.act.now')}
          </Button>
        )
      }
    >
      <SyncSummary />
      {job?.state === 'failed' ? <FailureCard failure={job.failure} /> : null}
      <Entries />
    </Screen>
  );
}

function Entries() {
  const [filter, setFilter] = useState<LedgerFilter>('all');
  const [limit, setLimit] = useState(pageOf);
  const page = useQuery({ ...syncQueries.ledger(filter, limit), placeholderData: keepPreviousData });
  const choose = (next: LedgerFilter) => {
    setFilter(next);
    setLimit(pageOf);
  };
  const { total = 0, entries = [] } = page.data ?? {};
  const more = Math.min(pageOf, total - entries.length, mostAtOnce - limit);
  return (
    <Section
      title={words('sync.list')}
      note={page.data === undefined ? undefined : words('sync.count.shown', { shown: entries.length, total })}
    >
      <Choice
        look="line"
        label={words('sync.filter')}
        isLabelHidden
        options={filters.map((value) => ({ value, name: words(`sync.filter.${value}`) }))}
        value={filter}
        onChange={choose}
      />
      <Answer of={page}>
        {(shown) =>
          shown.entries.length === 0 ? <NoEntries filter={filter} /> : <LedgerList entries={shown.entries} />
        }
      </Answer>
      {more <= 0 ? null : (
        <div className={styles.more}>
          <Button onPress={() => setLimit(limit + pageOf)}>{words('sync.more', { more })}</Button>
        </div>
      )}
    </Section>
  );
}

function NoEntries({ filter }: { readonly filter: LedgerFilter }) {
  const kind = filter === 'all' ? 'all' : 'other';
  return (
    <Empty title={words(`sync.empty.${kind}`)}>
      <p>{words(`sync.empty.${kind}.text`)}</p>
    </Empty>
  );
}
