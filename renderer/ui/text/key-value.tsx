import type { ReactNode } from 'react';
import styles from './text.module.css';

export interface Pair {
  readonly name: string;
  readonly value: ReactNode;
  /** Where it was learnt and when, said small. */
  readonly source?: string;
}

/** Names and values, one pair a line. */
export function KeyValue({ pairs }: { readonly pairs: readonly Pair[] }) {
  return (
    <dl className={styles.pairs}>
      {pairs.map(({ name, value, source }) => (
        <PairLine key={name} name={name} value={value} source={source} />
      ))}
    </dl>
  );
}

function PairLine(props: {
  readonly name: string;
  readonly value: ReactNode;
  readonly source: string | undefined;
}) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>
        {props.value}
        {props.source === undefined ? null : <small>{props.source}</small>}
      </dd>
    </>
  );
}
