import type { ReactNode } from 'react';
import styles from './text.module.css';

/** A figure that changes while it is read: its digits are all of one width, so that nothing beside it moves. Names stay outside, for Inter's tabular hyphen is as wide as a digit. */
export function Ticking({ children }: { readonly children: ReactNode }) {
  return <span className={styles.ticking}>{children}</span>;
}
