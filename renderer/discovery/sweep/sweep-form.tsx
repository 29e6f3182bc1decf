import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { discoveryQueries } from '../../api/queries.ts';
import { failureOf, useJob } from '../../api/services.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { FailureCard } from '../../ui/state/failure-card.tsx';
import { askIds } from '../ask/ask-place.tsx';
import { ForecastLines } from './forecast-lines.tsx';
import { RangeChoice } from './range-choice.tsx';
import styles from './sweep.module.css';
import { useAuthority, WideSweep } from './wide-sweep.tsx';

/** Which range, what that would do, and for a wide one the hospital's permission; then the one button. */
export function SweepForm({ allowed }: { readonly allowed: readonly string[] }) {
  const { start } = useJob('discovery.sweep');
  const [range, setRange] = useState<string | null>(allowed[0] ?? null);
  const asked = useQuery({ ...discoveryQueries.forecast(range ?? ''), enabled: range !== null });
  const forecast = range === null ? undefined : asked.data;
  const authority = useAuthority(range ?? '');
  const isWide = forecast?.needsAuthority === true;
  const sweep = () => {
    if (range === null || (isWide && !authority.isGiven())) return;
    const { reference, typedRange } = authority;
    start({
      range,
      authority: isWide ? { reference: reference.trim(), typedRange: typedRange.trim() } : null,
    });
  };
  return (
    <div className={styles.way}>
      <p className={styles.help} id={askIds.sweep} tabIndex={-1}>
        {words('discovery.sweep.help')}
      </p>
      <RangeChoice allowed={allowed} range={range} onChange={setRange} />
      {forecast === undefined ? null : <ForecastLines forecast={forecast} />}
      {range !== null && asked.error !== null ? <FailureCard failure={failureOf(asked.error)} /> : null}
      {isWide ? <WideSweep authority={authority} range={range ?? ''} /> : null}
      {range === null || asked.error !== null ? null : (
        <div>
          <Button onPress={sweep}>{words('discovery.sweep.act', { range })}</Button>
        </div>
      )}
    </div>
  );
}
