import type { CheckEntry } from '../../shared/domain/checks/check.ts';
import type { CheckCode } from '../../shared/domain/checks/check-codes.ts';
import { titleOfCheck, wordsOfEntry } from '../../shared/words/check-words.ts';
import { words } from '../../shared/words/words.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { tookWords } from '../ui/times.ts';
import styles from './checks.module.css';
import { markOf } from './finding-looks.ts';

/** Every check in the order of the ladder, one line each. While they run, the rungs to come are there already. */
export function Ladder(props: {
  readonly entries: readonly CheckEntry[];
  readonly waiting?: readonly CheckCode[];
}) {
  const { entries, waiting = [] } = props;
  return (
    <Section title={words('checks.ladder')}>
      <Card isPadded={false}>
        <ol>
          {entries.map((entry) => (
            <Rung key={entry.code} entry={entry} />
          ))}
          {waiting.map((code) => (
            <li key={code} className={styles.rung}>
              <StateMark state="todo" word="" />
              <span className={styles.rungWaiting}>{titleOfCheck(code)}</span>
              <span className={styles.rungWaiting}>{words('checks.waiting')}</span>
            </li>
          ))}
        </ol>
      </Card>
    </Section>
  );
}

function Rung({ entry }: { readonly entry: CheckEntry }) {
  const { title, sentence } = wordsOfEntry(entry);
  const isSkipped = entry.finding.state === 'skipped';
  return (
    <li className={styles.rung}>
      <StateMark state={markOf(entry)} />
      <span className={styles.rungTitle}>{title}</span>
      <span className={styles.rungVerdict}>{sentence}</span>
      <span className={styles.rungTook}>{isSkipped ? '' : tookWords(entry.tookMs)}</span>
    </li>
  );
}
