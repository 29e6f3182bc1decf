import { useQuery } from '@tanstack/react-query';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import { words } from '../../shared/words/words.ts';
import { syncQueries } from '../api/queries.ts';
import { Answer } from '../ui/state/answer.tsx';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { elapsedWords, whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import styles from './ledger.module.css';

/** A clock that differs by less than this harms nothing and is not mentioned. */
const skewWorthSayingMs = 2000;

/** How many entries are where, and how it stands with the console. */
export function SyncSummary() {
  const asked = useQuery(syncQueries.status());
  return (
    <Answer of={asked}>
      {(status) => (
        <div className={styles.summary}>
          <dl className={styles.counts}>
            <Count name={words('sync.count.savedHere')} value={status.savedHere} />
            <Count name={words('sync.count.sending')} value={status.sending} />
            <Count name={words('sync.count.confirmed')} value={status.confirmed} />
            <Count
              name={words('sync.count.needsYou')}
              value={status.needsYou}
              isGrave={status.needsYou > 0}
            />
          </dl>
          <ConnectionLine status={status} />
        </div>
      )}
    </Answer>
  );
}

function Count(props: { readonly name: string; readonly value: number; readonly isGrave?: boolean }) {
  return (
    <div className={props.isGrave ? styles.grave : undefined}>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

function ConnectionLine({ status }: { readonly status: SyncStatus }) {
  const now = useNow();
  const { connection, syncing } = status;
  const marks: { readonly [S in SyncStatus['connection']['state']]: State } = {
    unknown: 'unknown',
    connected: 'ok',
    away: 'skipped',
    stuck: 'degrades',
  };
  const since =
    connection.state === 'connected'
      ? connection.atMs
      : connection.state === 'unknown'
        ? now
        : connection.sinceMs;
  const skew = connection.state === 'connected' ? Math.abs(connection.skewMs) : 0;
  return (
    <p className={styles.connection}>
      <StateMark state={syncing ? 'running' : marks[connection.state]} word="" />
      <span>
        {words(`sync.state.${connection.state}`, { when: whenWords(since, now) })}
        {skew < skewWorthSayingMs ? null : ` ${words('sync.skew', { skew: elapsedWords(skew) })}`}
      </span>
    </p>
  );
}
