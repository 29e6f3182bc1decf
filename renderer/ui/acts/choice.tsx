import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Label } from 'react-aria-components/TextField';
import { cx } from '../cx.ts';
import styles from './choice.module.css';

export interface Option<T extends string> {
  readonly value: T;
  readonly name: string;
  readonly detail?: ReactNode;
}

/** One of few. `look` is a list of lines with details, or one compact line. Nothing is chosen while `value` is null. */
export function Choice<T extends string>(props: {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly options: readonly Option<T>[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly look?: 'list' | 'line';
}) {
  const { look = 'list', isLabelHidden = false } = props;
  const change = (value: string) => {
    const chosen = props.options.find((option) => option.value === value);
    if (chosen !== undefined) props.onChange(chosen.value);
  };
  return (
    <RadioGroup
      className={styles.group ?? ''}
      value={props.value}
      onChange={change}
      orientation={look === 'line' ? 'horizontal' : 'vertical'}
      {...(isLabelHidden ? { 'aria-label': props.label } : {})}
    >
      {isLabelHidden ? null : <Label className={styles.label ?? ''}>{props.label}</Label>}
      <div className={cx(styles.options, styles[look])}>
        {props.options.map((option) => (
          <Radio key={option.value} value={option.value} className={styles.option ?? ''}>
            <span className={styles.dot} />
            <span className={styles.words}>
              <span className={styles.name}>{option.name}</span>
              {option.detail === undefined ? null : <span className={styles.detail}>{option.detail}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
