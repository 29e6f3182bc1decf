import type { ReactElement } from 'react';
import { words } from '../../../shared/words/words.ts';
import { cx } from '../cx.ts';
import { Hidden } from '../text/hidden.tsx';
import styles from './state-mark.module.css';

/** Every state that a line can be in. Each has a shape and a word; the colour only helps. */
export type State =
  | 'ok'
  | 'blocks'
  | 'degrades'
  | 'note'
  | 'unknown'
  | 'skipped'
  | 'running'
  | 'todo'
  | 'begun'
  | 'waiting'
  | 'needs-you';

const shapes: { readonly [S in State]: ReactElement } = {
  ok: (
    <>
      <circle className={styles.fill} cx="10" cy="10" r="9" />
      <path className={styles.cut} d="M5.6 10.4l3 3L14.4 7" />
    </>
  ),
  blocks: (
    <>
      <path className={styles.fill} d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" />
      <path className={styles.cut} d="M5.5 10h9" />
    </>
  ),
  degrades: (
    <>
      <path className={styles.outline} d="M10 2.4l8.2 14.8H1.8z" />
      <path className={styles.stroke} d="M10 7.8v4.4M10 14.6v.2" />
    </>
  ),
  note: (
    <>
      <circle className={styles.outline} cx="10" cy="10" r="8.2" />
      <path className={styles.stroke} d="M10 9.4v4.8M10 6v.2" />
    </>
  ),
  unknown: (
    <>
      <circle className={cx(styles.outline, styles.dashed)} cx="10" cy="10" r="8.2" />
      <path className={styles.stroke} d="M7.7 7.7a2.4 2.4 0 1 1 3.3 2.5c-.7.3-1 .8-1 1.6M10 14.2v.2" />
    </>
  ),
  skipped: <path className={styles.stroke} d="M4 10h12" />,
  running: (
    <>
      <circle className={styles.track} cx="10" cy="10" r="8.2" />
      <path className={cx(styles.stroke, styles.turning)} d="M10 1.8a8.2 8.2 0 0 1 8.2 8.2" />
    </>
  ),
  todo: <circle className={styles.outline} cx="10" cy="10" r="8.2" />,
  begun: (
    <>
      <circle className={styles.outline} cx="10" cy="10" r="8.2" />
      <path className={styles.fill} d="M10 5a5 5 0 0 1 0 10z" />
    </>
  ),
  waiting: <path className={styles.stroke} d="M4 10h12" />,
  'needs-you': (
    <>
      <circle className={styles.outline} cx="10" cy="10" r="8.2" />
      <circle className={styles.fill} cx="10" cy="10" r="4" />
    </>
  ),
};

/** The shape of a state; its word is read out, and shown when `isWordShown`. */
export function StateMark(props: {
  readonly state: State;
  /** Said instead of the state's usual word. */
  readonly word?: string;
  readonly isWordShown?: boolean;
}) {
  const word = props.word ?? words(`frame.state.${props.state}`);
  return (
    <span className={cx(styles.mark, styles[props.state])}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {shapes[props.state]}
      </svg>
      <Word word={word} isShown={props.isWordShown ?? false} />
    </span>
  );
}

/** An empty word says nothing: the text beside the mark tells the state already. */
function Word({ word, isShown }: { readonly word: string; readonly isShown: boolean }) {
  if (word === '') return null;
  return isShown ? <span className={styles.word}>{word}</span> : <Hidden>{word}: </Hidden>;
}
