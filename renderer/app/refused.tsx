import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { useServices } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import styles from './refused.module.css';

/** The whole page when the engine may not or cannot open its data: why, and what to do. */
export function Refused(props: { readonly failure: Failure; readonly version: string }) {
  const { shell } = useServices();
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>{words('frame.refused.title')}</h1>
      <FailureCard failure={props.failure}>
        <Button kind="primary" onPress={() => void shell.restartEngine({})}>
          {words('frame.refused.again')}
        </Button>
      </FailureCard>
      <p className={styles.version}>{words('frame.version', { version: props.version })}</p>
    </main>
  );
}
