import { useQuery } from '@tanstack/react-query';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Empty } from '../ui/state/empty.tsx';
import { useInterfaceWords } from './listen-line.tsx';
import styles from './nodes-screen.module.css';
import { useListening } from './use-listening.ts';

/** Nothing found: what was listened on, what was heard, and what to try in order. */
export function EmptyNodes() {
  const { heard } = useListening();
  const interfaces = useInterfaceWords();
  const { data: overview } = useQuery(siteQueries.overview());
  const hasPack = overview === undefined || overview.pack !== null;
  const diagnosis =
    interfaces.length === 0
      ? words('discovery.empty.noInterface')
      : words('discovery.empty.listened', { interfaces, heard });
  return (
    <Empty
      title={words('discovery.empty.title')}
      {...(hasPack ? {} : { acts: <ActLink to="/ready">{words('discovery.empty.prepare')}</ActLink> })}
    >
      <p>{diagnosis}</p>
      {hasPack ? null : <p>{words('discovery.empty.noPack')}</p>}
      <p>{words('discovery.empty.try')}</p>
      <ol className={styles.steps}>
        <li>{words('discovery.empty.try1')}</li>
        <li>{words('discovery.empty.try2')}</li>
        <li>{words('discovery.empty.try3')}</li>
      </ol>
    </Empty>
  );
}
