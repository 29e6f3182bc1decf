import { cx } from '../cx.ts';
import styles from './text.module.css';

/** An address, a serial number, a path: exactly as it is. */
export function Mono({ children }: { readonly children: string }) {
  return <span className={styles.mono}>{children}</span>;
}

/** A fingerprint or hash in groups of four, so that two can be compared by eye. A screen reader hears it whole. `differsAt` marks one character. */
export function Fingerprint(props: { readonly value: string; readonly differsAt?: number | null }) {
  const { value, differsAt = null } = props;
  const groups = value.match(/.{1,4}/gs) ?? [];
  return (
    <span className={cx(styles.mono, styles.groups)}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a group in the value is what it is.
        <span key={index}>
          <Marked value={group} differsAt={differsAt === null ? null : differsAt - index * 4} />
        </span>
      ))}
    </span>
  );
}

/** A value with the first character that differs marked; past its end, the missing character is. */
export function Marked(props: { readonly value: string; readonly differsAt: number | null }) {
  const { value, differsAt } = props;
  if (differsAt === null || differsAt < 0 || differsAt >= value.length) return value;
  return (
    <>
      {value.slice(0, differsAt)}
      <mark className={styles.differs}>{value[differsAt]}</mark>
      {value.slice(differsAt + 1)}
    </>
  );
}
