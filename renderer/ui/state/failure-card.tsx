import { type ReactNode, useEffect, useRef } from 'react';
import { type Failure, failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { elapsedWords, whenWords } from '../times.ts';
import { useNow } from '../use-now.ts';
import styles from './failure-card.module.css';
import { useAnnounce } from './live-region.tsx';
import { StateMark } from './state-mark.tsx';

/** Comes into view by itself, for the act that it answers may be far below: what happened · what it means for the visit · what to do now · code, and the acts that help. */
export function FailureCard(props: { readonly failure: Failure; readonly children?: ReactNode }) {
  const { what, means, next, code } = failureWords(props.failure, useNow());
  const say = useAnnounce();
  const card = useRef<HTMLElement>(null);
  useEffect(() => card.current?.scrollIntoView({ block: 'nearest' }), []);
  useEffect(() => say(`${what} ${next}`, 'assertive'), [say, what, next]);
  return (
    <section ref={card} className={styles.card} aria-label={what}>
      <StateMark state="blocks" />
      <div className={styles.words}>
        <h2 className={styles.what}>{what}</h2>
        <p>{means}</p>
        <p className={styles.next}>{next}</p>
        <p className={styles.code}>{code}</p>
        {props.children === undefined ? null : <div className={styles.acts}>{props.children}</div>}
      </div>
    </section>
  );
}

/** The words of a failure. Moments and times in its facts are told as a person lives them. */
export function failureWords(failure: Failure, nowMs: number) {
  const values = Object.fromEntries(
    Object.entries(failure.facts).map(([name, value]) => [name, lived(value, nowMs)]),
  );
  const say = (part: 'what' | 'means' | 'next') => spoken(words(`failure.${failure.code}.${part}`, values));
  return { what: say('what'), means: say('means'), next: say('next'), code: failureCodes[failure.code] };
}

/** An instant as "Fri 28 Nov 09:00"; everything else as it is. */
function lived<T>(value: T, nowMs: number): T | string {
  const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return isInstant ? whenWords(Date.parse(value), nowMs) : value;
}

/** "900,000 ms" as "15 min 0 s": the messages carry plain milliseconds, which nobody counts in. */
function spoken(text: string): string {
  return text.replace(/\b(\d[\d,]*) ms\b/g, (whole, digits: string) => {
    const ms = Number(digits.replaceAll(',', ''));
    return ms < 1000 ? whole : elapsedWords(ms);
  });
}
