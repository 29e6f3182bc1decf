import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './banner.module.css';

/** One line over everything: `calm` for what is merely so, `warn` for what needs patience or a person. */
export function Banner(props: { readonly tone: 'calm' | 'warn'; readonly children: ReactNode }) {
  return (
    <div className={cx(styles.banner, styles[props.tone])} role="status">
      {props.children}
    </div>
  );
}
