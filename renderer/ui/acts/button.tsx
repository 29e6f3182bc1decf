import type { MouseEvent, ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './button.module.css';

export type ActKind = 'primary' | 'quiet' | 'plain';

/**
 * A button that names its act and its object. `plain` looks like text and is for small acts inside a card. While it
 * is pending it keeps the focus and does nothing. The platform's own: the first screen needs no library for it.
 */
export function Button(props: {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly kind?: ActKind;
  readonly icon?: ReactNode;
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
  readonly type?: 'button' | 'submit';
}) {
  const { kind = 'quiet', isPending = false, isDisabled = false, type = 'button' } = props;
  const press = (event: MouseEvent) => {
    // Also keeps Enter in a field from sending its form a second time.
    if (isPending) event.preventDefault();
    else props.onPress?.();
  };
  return (
    <button
      className={actClass(kind)}
      type={type}
      disabled={isDisabled}
      onClick={press}
      {...(isPending ? { 'aria-disabled': true, 'data-pending': true } : {})}
    >
      {props.icon}
      <span>{props.children}</span>
    </button>
  );
}

/** The class of an act, for links that look like one. */
export function actClass(kind: ActKind): string {
  return cx(styles.act, styles[kind]);
}
