import type { Failure } from '../../../shared/failure/failure.ts';
import { failureWords } from '../../ui/state/failure-card.tsx';
import { StateMark } from '../../ui/state/state-mark.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './diagnosis.module.css';

/** Sources that this laptop could not read, each in a sentence: the list may lack what they would have told. */
export function UnreadSources({ failures }: { readonly failures: readonly Failure[] }) {
  const now = useNow();
  return failures.map((failure) => {
    const { what, means, code } = failureWords(failure, now);
    return (
      <div key={code + what} className={styles.unread}>
        <StateMark state="unknown" />
        <p>
          {what} {means} <span className={styles.code}>{code}</span>
        </p>
      </div>
    );
  });
}
