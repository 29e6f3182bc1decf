import { words } from '../../../shared/words/words.ts';
import { Hidden } from '../text/hidden.tsx';
import styles from './skeleton.module.css';

/** Rows of the size that the real ones will have, so that nothing jumps. Shows itself only after a moment. */
export function Skeleton(props: { readonly rows?: number; readonly look?: 'rows' | 'cards' }) {
  const { rows = 4, look = 'rows' } = props;
  return (
    <div className={styles.skeleton} role="status">
      <Hidden>{words('frame.loading')}</Hidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move.
        <div key={row} className={styles[look]} />
      ))}
    </div>
  );
}
