import type { SweepReport } from '../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../shared/words/words.ts';
import { type State, StateMark } from '../../ui/state/state-mark.tsx';
import styles from './sweep.module.css';

/** How the sweep ended: what was touched and found, why it stopped if it did, and what cannot be trusted. */
export function SweepEnded({ report }: { readonly report: SweepReport }) {
  const { ending, doubtful, stopped, canaries } = report;
  const why = words('discovery.sweep.ending', { ending }).trim();
  const next = words('discovery.sweep.endingNext', { ending }).trim();
  return (
    <div className={styles.ended}>
      <StateMark state={markOf(report)} word="" />
      <div className={styles.lines}>
        <p>{words(stopped ? 'discovery.sweep.stopped' : 'discovery.sweep.done', { ...report })}</p>
        {why === '' ? null : <p className={styles.help}>{why}</p>}
        {next === '' ? null : <p className={styles.next}>{next}</p>}
        {canaries > 0 || ending !== 'complete' ? null : (
          <p className={styles.help}>{words('discovery.sweep.canaries')}</p>
        )}
        {doubtful === 0 ? null : (
          <p className={styles.help}>{words('discovery.sweep.doubtful', { doubtful })}</p>
        )}
      </div>
    </div>
  );
}

function markOf({ ending, doubtful }: SweepReport): State {
  if (ending === 'complete') return doubtful === 0 ? 'ok' : 'degrades';
  return ending === 'stopped' ? 'skipped' : 'degrades';
}
