import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** Nothing here yet: what that means, and what to do about it as buttons. */
export function Empty(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly acts?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.title}>{props.title}</h2>
      {props.children}
      {props.acts === undefined ? null : <div className={styles.acts}>{props.acts}</div>}
    </div>
  );
}
