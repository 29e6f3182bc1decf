import { useQuery } from '@tanstack/react-query';
import { words } from '../../../shared/words/words.ts';
import { discoveryQueries } from '../../api/queries.ts';
import { Disclosure } from '../../ui/acts/disclosure.tsx';
import { Answer } from '../../ui/state/answer.tsx';
import { Skeleton } from '../../ui/state/skeleton.tsx';
import styles from './diagnosis.module.css';
import { DiagnosisList } from './diagnosis-list.tsx';
import { HearingTable } from './hearing-table.tsx';
import { UnreadSources } from './unread-sources.tsx';

/** Nothing found yet, or nothing left of what was: why that may be and what to press, and what Rounds listens on. */
export function NothingFound({ isGone = false }: { readonly isGone?: boolean }) {
  const title = words(isGone ? 'discovery.empty.gone' : 'discovery.empty.title');
  return (
    <section className={styles.panel} aria-label={title}>
      <div>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.means}>{words('discovery.empty.lead')}</p>
      </div>
      <Diagnosis />
    </section>
  );
}

/** The same for somebody who misses one machine of several, folded until then. */
export function NodeMissing() {
  return (
    <section className={styles.folded} aria-label={words('discovery.missing.title')}>
      <Disclosure title={<span className={styles.question}>{words('discovery.missing.title')}</span>}>
        <p className={styles.means}>{words('discovery.missing.lead')}</p>
        <Diagnosis />
      </Disclosure>
    </section>
  );
}

function Diagnosis() {
  const asked = useQuery(discoveryQueries.surroundings());
  return (
    <Answer of={asked} waiting={<Skeleton rows={3} />}>
      {(around) => (
        <>
          <DiagnosisList around={around} />
          <div className={styles.hearing}>
            <h3 className={styles.small}>{words('discovery.hearing')}</h3>
            <HearingTable interfaces={around.interfaces} />
            <UnreadSources failures={around.failures} />
          </div>
        </>
      )}
    </Answer>
  );
}
