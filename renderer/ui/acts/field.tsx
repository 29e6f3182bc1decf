import { useId } from 'react';
import { cx } from '../cx.ts';
import { Hidden } from '../text/hidden.tsx';
import styles from './field.module.css';

export interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Said under the field after an act found it missing; the value stays. */
  readonly problem?: string | null;
  /** For addresses, serial numbers and fingerprints. */
  readonly isMono?: boolean;
  readonly maxLength?: number;
  readonly rows?: number;
  readonly id?: string;
  /** For a field whose place and placeholder say enough to the eye; its label is then for the ear. */
  readonly isLabelHidden?: boolean;
  readonly placeholder?: string;
}

/** One labelled text field; with `rows` a taller one. */
export function Field(props: FieldProps) {
  const ownId = useId();
  const id = props.id ?? ownId;
  const problem = props.problem ?? null;
  const described = [props.help ? `${id}-help` : '', problem ? `${id}-problem` : ''].join(' ').trim();
  const shared = {
    id,
    className: cx(styles.input, props.isMono && styles.mono, problem !== null && styles.wrong),
    value: props.value,
    maxLength: props.maxLength ?? 200,
    'aria-invalid': problem !== null,
    autoComplete: 'off',
    spellCheck: false,
    ...(props.placeholder === undefined ? {} : { placeholder: props.placeholder }),
    ...(described === '' ? {} : { 'aria-describedby': described }),
  } as const;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {props.isLabelHidden ? <Hidden>{props.label}</Hidden> : props.label}
      </label>
      {props.help === undefined ? null : (
        <span id={`${id}-help`} className={styles.help}>
          {props.help}
        </span>
      )}
      {props.rows === undefined ? (
        <input {...shared} type="text" onChange={(event) => props.onChange(event.target.value)} />
      ) : (
        <textarea {...shared} rows={props.rows} onChange={(event) => props.onChange(event.target.value)} />
      )}
      {problem === null ? null : (
        <span id={`${id}-problem`} className={styles.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}
