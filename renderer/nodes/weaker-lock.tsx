import { words } from '../../shared/words/words.ts';
import { Tick } from '../ui/acts/tick.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import styles from './identify.module.css';
import type { Identifying } from './use-identify.ts';

/** For a machine that only its console tells of: the lock without the network, marked as the weaker one, with what it is worth. */
export function WeakerLock({ form }: { readonly form: Identifying }) {
  return (
    <section className={styles.weaker} aria-label={words('identify.alone')}>
      <div className={styles.stopHead}>
        <StateMark state="degrades" word="" />
        <h2 className={styles.stopTitle}>{words('identify.alone')}</h2>
      </div>
      <dl>
        <dt>{words('identify.alone.does')}</dt>
        <dd>{words('identify.alone.does.text')}</dd>
        <dt>{words('identify.alone.not')}</dt>
        <dd>{words('identify.alone.not.text')}</dd>
      </dl>
      <Tick isTicked={form.way === 'serial-alone'} onChange={form.acceptWeaker} isWarning>
        {words('identify.alone.tick')}
      </Tick>
    </section>
  );
}
