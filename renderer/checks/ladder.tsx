import type { CheckEntry } from '../../shared/domain/checks/check.ts';
import { words } from '../../shared/words/words.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { tookWords } from '../ui/times.ts';
import { checkTitle, markOf, verdictOf } from './check-words.ts';
import styles from './checks.module.css';

/** Every check in the order of the ladder, one line each. While they run, the rungs to come are there already. */
export function Ladder(props: { readonly entries: readonly CheckEntry[]; readonly remaining?: number }) {
  const { entries, remaining = 0 } = props;
  return (
    <Section title={words('checks.ladder')}>
      <Card isPadded={false}>
        <ol>
          {entries.map((entry) => (
            <Rung key={entry.code} entry={entry} />
          ))}
          {Array.from({ length: remaining }, (_, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what has not run yet has no other name than its place.
            <li key={place} className={styles.rung}>
              <StateMark state="todo" word={words('checks.waiting')} />
              <span className={styles.rungWaiting}>{words('checks.waiting')}</span>
            </li>
          ))}
        </ol>
      </Card>
    </Section>
  );
}

function Rung({ entry }: { readonly entry: CheckEntry }) {
  const isSkipped = entry.finding.state === 'skipped';
  return (
    <li className={styles.rung}>
      <StateMark state={markOf(entry)} />
      <span className={styles.rungTitle}>{checkTitle(entry.code)}</span>
      <span className={styles.rungVerdict}>{verdictOf(entry)}</span>
      <span className={styles.rungTook}>{isSkipped ? '' : tookWords(entry.tookMs)}</span>
    </li>
  );
}
