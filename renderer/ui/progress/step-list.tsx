import type { ReactNode } from 'react';
import { type State, StateMark } from '../state/state-mark.tsx';
import { Hidden } from '../text/hidden.tsx';
import styles from './step-list.module.css';

export interface Step {
  readonly id: string;
  readonly state: State;
  readonly title: string;
  /** What is known of it, under the title. */
  readonly detail?: ReactNode;
  /** How long it took or runs already. */
  readonly time?: string;
}

/** Stages from top to bottom on one line, with the time each took. */
export function StepList({ steps, label }: { readonly steps: readonly Step[]; readonly label: string }) {
  return (
    <ol className={styles.list} aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.id}
          className={styles.step}
          {...(step.state === 'running' ? { 'aria-current': 'step' } : {})}
        >
          <StateMark state={step.state} />
          <div className={styles.words}>
            <span className={styles.title}>{step.title}</span>
            {step.detail === undefined ? null : <div className={styles.detail}>{step.detail}</div>}
          </div>
          {step.time === undefined ? null : (
            <span className={styles.time}>
              <Hidden>, </Hidden>
              {step.time}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
