import { words } from '../../../shared/words/words.ts';
import { Button } from '../../ui/acts/button.tsx';
import styles from './list.module.css';

/** Tells what came while the list was held, over its lower end, and moves nothing until it is pressed. */
export function ArrivedBar({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  return (
    <div className={styles.arrivedPlace} role="status">
      {count === 0 ? null : (
        <div className={styles.arrived}>
          <span>{words('discovery.arrived', { count })}</span>
          <Button kind="plain" onPress={onShow}>
            {words('discovery.arrived.act', { count })}
          </Button>
        </div>
      )}
    </div>
  );
}
