import { words } from '../../shared/words/words.ts';
import { useServices } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { Mono } from '../ui/text/mono.tsx';
import styles from './bundles.module.css';

/** Where the bundle is written: the app's own folder, or a place chosen in the desktop's dialog, such as a stick. */
export function Destination(props: {
  readonly path: string | null;
  readonly onChange: (path: string | null) => void;
}) {
  const { path, onChange } = props;
  const { shell } = useServices();
  const choose = async () => {
    const day = new Date().toISOString().slice(0, 10);
    const suggestedName = words('bundles.fileName', { day });
    const chosen = await shell.chooseSave({ purpose: 'bundle', suggestedName });
    if (chosen !== null) onChange(chosen);
  };
  return (
    <Section title={words('bundles.where')}>
      <Card>
        <div className={styles.where}>
          <p>{path === null ? words('bundles.where.own') : <Mono>{path}</Mono>}</p>
          <div className={styles.acts}>
            {path === null ? null : (
              <Button kind="plain" onPress={() => onChange(null)}>
                {words('bundles.where.back')}
              </Button>
            )}
            <Button onPress={() => void choose()}>{words('bundles.where.choose')}</Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}
