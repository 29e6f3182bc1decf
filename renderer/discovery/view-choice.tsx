import type { ReactNode } from 'react';
import { words } from '../../shared/words/words.ts';
import { Choice } from '../ui/acts/choice.tsx';
import styles from './nodes-screen.module.css';

const views = ['list', 'map', 'table'] as const;
export type View = (typeof views)[number];

/** How the nodes are shown, with what else belongs on that line. */
export function ViewChoice(props: {
  readonly view: View;
  readonly onChange: (view: View) => void;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.toolbar}>
      <Choice
        look="line"
        label={words('discovery.view')}
        isLabelHidden
        options={views.map((value) => ({ value, name: words(`discovery.view.${value}`) }))}
        value={props.view}
        onChange={props.onChange}
      />
      {props.children}
    </div>
  );
}
