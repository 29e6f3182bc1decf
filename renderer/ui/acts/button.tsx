import type { ReactNode } from 'react';
import { Button as AriaButton, type PressEvent } from 'react-aria-components/Button';
import { cx } from '../cx.ts';
import styles from './button.module.css';

export type ActKind = 'primary' | 'quiet' | 'plain';

/** A button that names its act and its object. `plain` looks like text and is for small acts inside a card. */
export function Button(props: {
  readonly children: ReactNode;
  readonly onPress?: (event: PressEvent) => void;
  readonly kind?: ActKind;
  readonly icon?: ReactNode;
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
  readonly type?: 'button' | 'submit';
  /** The whole name when the visible text leaves out the object; it must begin with the visible text. */
  readonly label?: string;
}) {
  const { kind = 'quiet', isPending = false, isDisabled = false, type = 'button' } = props;
  return (
    <AriaButton
      className={actClass(kind)}
      isPending={isPending}
      isDisabled={isDisabled}
      type={type}
      {...(props.onPress === undefined ? {} : { onPress: props.onPress })}
      {...(props.label === undefined ? {} : { 'aria-label': props.label })}
    >
      {props.icon}
      <span>{props.children}</span>
    </AriaButton>
  );
}

/** The class of an act, for links that look like one. */
export function actClass(kind: ActKind): string {
  return cx(styles.act, styles[kind]);
}
