import { useQuery } from '@tanstack/react-query';
import { words } from '../../shared/words/words.ts';
import { engineQueries } from '../api/queries.ts';
import { Button } from '../ui/acts/button.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import styles from './nodes-screen.module.css';
import { useListening } from './use-listening.ts';

/** What is listened on and what was heard, with the switch for it. */
export function ListenLine() {
  const { isPossible, isListening, heard, start, stop, failure, isStopping } = useListening();
  const interfaces = useInterfaceWords();
  if (!isPossible) return null;
  if (failure !== null) {
    return (
      <FailureCard failure={failure}>
        <Button onPress={start}>{words('discovery.listen.start')}</Button>
      </FailureCard>
    );
  }
  const title = interfaces.length === 0 ? 'discovery.listen.on.none' : 'discovery.listen.on';
  return (
    <div className={styles.listen}>
      <StateMark state={isListening ? 'running' : 'skipped'} word="" />
      <p className={styles.listenWords}>
        <strong>{isListening ? words(title, { interfaces }) : words('discovery.listen.off')}</strong>
        {' · '}
        {isListening ? words('discovery.listen.heard', { heard }) : words('discovery.listen.offDetail')}
      </p>
      {isListening ? (
        <Button kind="plain" onPress={stop} isPending={isStopping}>
          {words('discovery.listen.stop')}
        </Button>
      ) : (
        <Button onPress={start}>{words('discovery.listen.start')}</Button>
      )}
    </div>
  );
}

/** The interfaces in use with their addresses, as "eth0 10.20.4.7". */
export function useInterfaceWords(): readonly string[] {
  const { data: status } = useQuery(engineQueries.status());
  return (status?.interfaces ?? [])
    .filter(({ used }) => used)
    .map(({ name, address }) => `${name} ${address}`);
}
