import type { SweepForecast } from '../../../shared/domain/discovery/sweep-report.ts';
import { words } from '../../../shared/words/words.ts';
import { KeyValue } from '../../ui/text/key-value.tsx';
import { elapsedWords } from '../../ui/times.ts';
import styles from './sweep.module.css';

/** What a sweep would do, before anything is sent. */
export function ForecastLines({ forecast }: { readonly forecast: SweepForecast }) {
  const { addresses, excluded, known, port, perSecond, paceReason, takesMs } = forecast;
  return (
    <section className={styles.forecast} aria-label={words('discovery.sweep.forecast')}>
      <p className={styles.small}>{words('discovery.sweep.forecast')}</p>
      <KeyValue
        pairs={[
          {
            name: words('discovery.sweep.fact.addresses'),
            // A port is a name, not a number to be grouped.
            value: words('discovery.sweep.forecast.addresses', { addresses, port: String(port) }),
          },
          {
            name: words('discovery.sweep.fact.excluded'),
            value: words('discovery.sweep.forecast.excluded', { excluded }),
            ...(known === 0 ? {} : { source: words('discovery.sweep.forecast.known', { known }) }),
          },
          {
            name: words('discovery.sweep.fact.pace'),
            value: words('discovery.sweep.forecast.pace', { perSecond }),
            source: words(`discovery.sweep.pace.${paceReason}`),
          },
          {
            name: words('discovery.sweep.fact.takes'),
            value: words('discovery.sweep.forecast.takes', { takes: elapsedWords(takesMs) }),
          },
        ]}
      />
    </section>
  );
}
