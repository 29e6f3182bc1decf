import { ProgressBar } from 'react-aria-components/ProgressBar';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../acts/button.tsx';
import styles from './progress.module.css';

/** How far work has come: finished things counted, a bar only when the total is known, and a way to stop. */
export function Progress(props: {
  readonly title: string;
  readonly detail: string;
  readonly done: number;
  readonly total: number | null;
  /** Name of the button that stops it; null when it can no longer be stopped. */
  readonly stop: { readonly name: string; readonly onPress: () => void; readonly isStopping: boolean } | null;
}) {
  const { total, stop } = props;
  return (
    <div className={styles.progress}>
      <div className={styles.words}>
        <strong>{props.title}</strong>
        <span className={styles.detail}>{stop?.isStopping ? words('frame.stopping') : props.detail}</span>
        {total === null || total === 0 ? null : (
          <ProgressBar
            aria-label={props.title}
            value={props.done}
            maxValue={total}
            className={styles.slot ?? ''}
          >
            <svg className={styles.bar} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect className={styles.track} width="100" height="4" />
              <rect className={styles.done} width={(100 * props.done) / total} height="4" />
            </svg>
          </ProgressBar>
        )}
      </div>
      {stop === null ? null : (
        <Button onPress={stop.onPress} isPending={stop.isStopping}>
          {stop.name}
        </Button>
      )}
    </div>
  );
}
