import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import Clock from 'lucide-react/icons/clock';
import Search from 'lucide-react/icons/search';
import WrapText from 'lucide-react/icons/wrap-text';
import type { KeyboardEvent, ReactNode } from 'react';
import { words } from '../../../shared/words/words.ts';
import styles from './log.module.css';
import type { Find } from './use-find.ts';

/** Looks for a text: Enter goes to the match above, Shift and Enter to the one below. */
export function FindBar({ find }: { readonly find: Find }) {
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') find.go(event.shiftKey ? 1 : -1);
    if (event.key !== 'Escape' || find.text === '') return;
    event.preventDefault();
    find.setText('');
  };
  const { total, place, isCut } = find;
  return (
    <div className={styles.find}>
      <span className={styles.field}>
        <Search aria-hidden="true" />
        <input
          type="text"
          aria-label={words('serial.find')}
          placeholder={words('serial.find.placeholder')}
          value={find.text}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => find.setText(event.target.value)}
          onKeyDown={press}
        />
      </span>
      <span className={styles.count}>
        {find.isKnown ? words('serial.find.count', { total, at: place, isCut: String(isCut) }) : null}
      </span>
      <Tool name={words('serial.find.previous')} isDisabled={total === 0} onPress={() => find.go(-1)}>
        <ChevronUp aria-hidden="true" />
      </Tool>
      <Tool name={words('serial.find.next')} isDisabled={total === 0} onPress={() => find.go(1)}>
        <ChevronDown aria-hidden="true" />
      </Tool>
    </div>
  );
}

/** How lines are shown. */
export function LookSwitches(props: {
  readonly isWrapped: boolean;
  readonly setIsWrapped: (isWrapped: boolean) => void;
  readonly hasTimes: boolean;
  readonly setHasTimes: (hasTimes: boolean) => void;
}) {
  return (
    <>
      <Tool isOn={props.isWrapped} onPress={() => props.setIsWrapped(!props.isWrapped)}>
        <WrapText aria-hidden="true" />
        <span>{words('serial.log.wrap')}</span>
      </Tool>
      <Tool isOn={props.hasTimes} onPress={() => props.setHasTimes(!props.hasTimes)}>
        <Clock aria-hidden="true" />
        <span>{words('serial.log.times')}</span>
      </Tool>
    </>
  );
}

/** A small act of the log. With `isOn` it is a switch. */
export function Tool(props: {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** The whole name where only a shape is shown. */
  readonly name?: string;
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
}) {
  return (
    <button
      type="button"
      className={styles.tool}
      disabled={props.isDisabled ?? false}
      onClick={props.onPress}
      {...(props.name === undefined ? {} : { 'aria-label': props.name })}
      {...(props.isOn === undefined ? {} : { 'aria-pressed': props.isOn })}
    >
      {props.children}
    </button>
  );
}
