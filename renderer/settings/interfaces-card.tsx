import { useQuery } from '@tanstack/react-query';
import { isMessageKey, words } from '../../shared/words/words.ts';
import { engineQueries } from '../api/queries.ts';
import { Answer } from '../ui/state/answer.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { Mono } from '../ui/text/mono.tsx';
import styles from './setup.module.css';

/** The network interfaces of this laptop, which of them Rounds uses, and why. */
export function InterfacesCard() {
  const asked = useQuery(engineQueries.status());
  return (
    <Section title={words('settings.interfaces')}>
      <Answer of={asked}>
        {({ interfaces }) => (
          <Card isPadded={false}>
            {interfaces.length === 0 ? (
              <p className={styles.row}>{words('settings.interfaces.none')}</p>
            ) : null}
            <ul>
              {interfaces.map(({ name, address, used, why }) => (
                <li key={name + address} className={styles.row}>
                  <StateMark
                    state={used ? 'ok' : 'skipped'}
                    word={words(used ? 'settings.interfaces.used' : 'settings.interfaces.notUsed')}
                  />
                  <Mono>{`${name}  ${address}`}</Mono>
                  <span className={styles.why}>{whyWords(why)}</span>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Answer>
    </Section>
  );
}

/** The engine says why in a code; one of a newer engine is shown as it is. */
function whyWords(why: string): string {
  const key = `settings.interfaces.why.${why}`;
  return isMessageKey(key) ? words(key) : why;
}
