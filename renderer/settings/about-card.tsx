import { useQuery } from '@tanstack/react-query';
import { words } from '../../shared/words/words.ts';
import { engineQueries } from '../api/queries.ts';
import { useServices } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Mono } from '../ui/text/mono.tsx';
import styles from './setup.module.css';

/** Versions, where the key of the data is kept, and where the data is: what support asks for first. */
export function AboutCard() {
  const { shell } = useServices();
  const { data: status } = useQuery(engineQueries.status());
  const { data: about } = useQuery({ queryKey: ['shell', 'about'], queryFn: () => shell.about({}) });
  const keystore = words(`settings.about.keystore.${status?.keystore ?? 'none'}`);
  return (
    <Section title={words('settings.about')}>
      <Card>
        <div className={styles.stack}>
          <KeyValue
            pairs={[
              { name: words('settings.about.version'), value: status?.appVersion ?? about?.appVersion ?? '' },
              { name: words('settings.about.electron'), value: about?.electronVersion ?? '' },
              { name: words('settings.about.keystore'), value: status === undefined ? '' : keystore },
              { name: words('settings.about.data'), value: <Mono>{about?.dataDir ?? ''}</Mono> },
            ]}
          />
          <div>
            <Button onPress={() => void shell.openLink({ name: 'talos-documentation' })}>
              {words('settings.about.talos')}
            </Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}
