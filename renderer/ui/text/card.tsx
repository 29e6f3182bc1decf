import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './text.module.css';

/** A raised surface. `isPadded` for running content, not for lists whose rows have their own space. */
export function Card(props: { readonly children: ReactNode; readonly isPadded?: boolean }) {
  return <div className={cx(styles.card, (props.isPadded ?? true) && styles.padded)}>{props.children}</div>;
}

/** A part of a screen with its own heading, and a small note at its right. */
export function Section(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={props.title}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{props.title}</h2>
        {props.note === undefined ? null : <span className={styles.sectionNote}>{props.note}</span>}
      </div>
      {props.children}
    </section>
  );
}
