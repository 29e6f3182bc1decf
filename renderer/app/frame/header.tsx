import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import Search from 'lucide-react/icons/search';
import { words } from '../../../shared/words/words.ts';
import { siteQueries, syncQueries } from '../../api/queries.ts';
import { useConnection } from '../../api/services.tsx';
import { syncWords } from '../../sync/sync-words.ts';
import { DestinationLink } from '../../ui/acts/destination-link.tsx';
import { StateMark } from '../../ui/state/state-mark.tsx';
import { Ticking } from '../../ui/text/ticking.tsx';
import { elapsedWords } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './header.module.css';
import { type RunningLine, useRunningLines } from './use-running-lines.ts';

/** Site, region, what runs, and what is saved here: the same from every screen. */
export function Header({ openPalette }: { readonly openPalette: () => void }) {
  const { data: overview } = useQuery(siteQueries.overview());
  const region = overview?.enrolment.state === 'enrolled' ? overview.enrolment.region : null;
  return (
    <header className={styles.header} tabIndex={-1}>
      <div className={styles.site}>
        <span className={styles.name}>{overview?.pack?.siteName ?? words('frame.product')}</span>
        {region === null ? null : <span className={styles.region}>{region}</span>}
      </div>
      <Running />
      <div className={styles.side}>
        {region === null ? null : <SyncChip />}
        <button type="button" className={styles.search} onClick={openPalette} aria-keyshortcuts="Control+K">
          <Search aria-hidden="true" />
          <span className={styles.searchName}>{words('frame.palette.open')}</span>
          <kbd className={styles.key}>{words('frame.palette.keys')}</kbd>
        </button>
      </div>
    </header>
  );
}

/**
 * Long work as one line; more than one is counted, and the newest is told. While the engine restarts the same place
 * says so, for nothing may move under the pointer.
 */
function Running() {
  const lines = useRunningLines();
  const isAway = useConnection() === 'lost';
  const [newest] = lines;
  return (
    <div className={styles.running}>
      <span role="status" className={styles.away}>
        {isAway ? (
          <>
            <StateMark state="degrades" word="" />
            <span className={styles.lineWords}>{words('frame.engineAway')}</span>
          </>
        ) : null}
      </span>
      {isAway || newest === undefined ? null : <RunningLink line={newest} more={lines.length - 1} />}
    </div>
  );
}

function RunningLink({ line, more }: { readonly line: RunningLine; readonly more: number }) {
  const now = useNow(1000);
  return (
    <DestinationLink destination={line.to} className={styles.line}>
      <StateMark state="running" />
      <span className={styles.lineWords}>
        {line.title} · <Ticking>{elapsedWords(now - line.startedAtMs)}</Ticking>
        {more > 0 ? ` ${words('frame.running.more', { more })}` : null}
      </span>
    </DestinationLink>
  );
}

function SyncChip() {
  const { data: status } = useQuery(syncQueries.status());
  if (status === undefined) return null;
  const { state, text } = syncWords(status);
  return (
    <Link to="/ledger" className={styles.chip}>
      <StateMark state={state} word={words('frame.syncChip')} />
      <span>{text}</span>
    </Link>
  );
}
