import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { cx } from '../cx.ts';
import styles from './tick.module.css';

/** A tick box with its words, and a detail below them. */
export function Tick(props: {
  readonly children: ReactNode;
  readonly detail?: ReactNode;
  readonly isTicked: boolean;
  readonly onChange: (isTicked: boolean) => void;
  readonly isWarning?: boolean;
}) {
  return (
    <Checkbox
      className={cx(styles.tick, props.isWarning && styles.warning)}
      isSelected={props.isTicked}
      onChange={props.onChange}
    >
      <svg className={styles.box} viewBox="0 0 20 20" aria-hidden="true">
        <rect x="1" y="1" width="18" height="18" rx="4" />
        <path d="M5 10.5l3.4 3.4L15 7" />
      </svg>
      <span className={styles.words}>
        <span>{props.children}</span>
        {props.detail === undefined ? null : <span className={styles.detail}>{props.detail}</span>}
      </span>
    </Checkbox>
  );
}
