import { words } from '../../shared/words/words.ts';
import { Empty } from '../ui/state/empty.tsx';
import { useInterfaceWords } from './listen-line.tsx';
import styles from './nodes-screen.module.css';
import { useListening } from './use-listening.ts';

/** Nothing found: what was listened on, what was heard, and what to try in order. */
export function EmptyNodes() {
  const { heard } = useListening();
  const interfaces = useInterfaceWords();
  const diagnosis =
    interfaces.length === 0
      ? words('discovery.empty.noInterface')
      : words('discovery.empty.listened', { interfaces, heard });
  return (
    <Empty title={words('discovery.empty.title')}>
      <p>{diagnosis}</p>
      <p>{words('discovery.empty.try')}</p>
      <ol className={styles.steps}>
        <li>{words('discovery.empty.try1')}</li>
        <li>{words('discovery.empty.try2')}</li>
        <li>{words('discovery.empty.try3')}</li>
      </ol>
    </Empty>
  );
}
