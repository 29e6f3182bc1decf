import { type FormEvent, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { useDraft } from '../../app/drafts.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { Choice } from '../../ui/acts/choice.tsx';
import { Field } from '../../ui/acts/field.tsx';
import styles from './sweep.module.css';

/** No range has this text, so it cannot be mistaken for one. */
const other = 'other';

/** A range that the pack allows, or a part of one. `range` is null until the part was typed and looked at. */
export function RangeChoice(props: {
  readonly allowed: readonly string[];
  readonly range: string | null;
  readonly onChange: (range: string | null) => void;
}) {
  const { allowed, range, onChange } = props;
  const [isOther, setIsOther] = useState(false);
  const choose = (value: string) => {
    setIsOther(value === other);
    onChange(value === other ? null : value);
  };
  return (
    <>
      <Choice
        label={words('discovery.sweep.label')}
        options={[
          ...allowed.map((value) => ({ value, name: value })),
          { value: other, name: words('discovery.sweep.other') },
        ]}
        value={isOther ? other : range}
        onChange={choose}
      />
      {isOther ? <OtherRange looked={range} onLook={onChange} /> : null}
    </>
  );
}

function OtherRange(props: {
  readonly looked: string | null;
  readonly onLook: (range: string | null) => void;
}) {
  const [typed, setTyped] = useDraft('sweep range');
  const [isMissing, setIsMissing] = useState(false);
  const change = (text: string) => {
    setTyped(text);
    // A forecast of another range must not stand over this one.
    if (props.looked !== null) props.onLook(null);
  };
  const look = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    setIsMissing(wanted === '');
    if (wanted !== '') props.onLook(wanted);
  };
  return (
    <form className={styles.way} onSubmit={look}>
      <Field
        label={words('discovery.sweep.other.label')}
        help={words('discovery.sweep.other.help')}
        value={typed}
        onChange={change}
        maxLength={64}
        problem={isMissing ? words('discovery.sweep.other.missing') : null}
        isMono
      />
      {props.looked === null ? (
        <div>
          <Button type="submit">{words('discovery.sweep.other.look')}</Button>
        </div>
      ) : null}
    </form>
  );
}
