import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../shared/domain/sites/settings.ts';
import { words } from '../../shared/words/words.ts';
import { settingsQueries } from '../api/queries.ts';
import { failureOf, useAct, useServices } from '../api/services.tsx';
import { Choice } from '../ui/acts/choice.tsx';
import { Tick } from '../ui/acts/tick.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import styles from './setup.module.css';

const themes = ['system', 'light', 'dark'] as const;
const paces = ['gentle', 'normal'] as const;

/** What a person may set; each change holds at once. */
export function BehaviourCard() {
  const asked = useQuery(settingsQueries.read());
  const { write, error } = useWrite();
  return (
    <Section title={words('settings.behaviour')}>
      {error === null ? null : <FailureCard failure={failureOf(error)} />}
      <Answer of={asked}>
        {(settings) => (
          <Card>
            <div className={styles.stack}>
              <Choice
                look="line"
                label={words('settings.theme')}
                options={themes.map((value) => ({ value, name: words(`settings.theme.${value}`) }))}
                value={settings.theme}
                onChange={(theme) => write({ theme })}
              />
              <Choice
                label={words('settings.pace')}
                options={paces.map((value) => ({
                  value,
                  name: words(`settings.pace.${value}`),
                  detail: words(`settings.pace.${value}.detail`),
                }))}
                value={settings.sweepPace}
                onChange={(sweepPace) => write({ sweepPace })}
              />
              <Tick
                isTicked={settings.syncAutomatically}
                onChange={(syncAutomatically) => write({ syncAutomatically })}
                detail={words('settings.sync.detail')}
              >
                {words('settings.sync')}
              </Tick>
            </div>
          </Card>
        )}
      </Answer>
    </Section>
  );
}

function useWrite() {
  const queries = useQueryClient();
  const { shell } = useServices();
  const act = useAct('settings.write');
  const write = (change: Partial<Settings>) => {
    act.mutate(change, {
      onSuccess: (settings) => {
        queries.setQueryData(settingsQueries.read().queryKey, settings);
        // The window's own frame and menus follow the desktop's setting, which only the shell can pin.
        if (change.theme !== undefined) void shell.setTheme({ theme: change.theme });
      },
    });
  };
  return { write, error: act.error };
}
