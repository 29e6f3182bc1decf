import { useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { useDraft } from '../../app/drafts.tsx';
import { Field } from '../../ui/acts/field.tsx';
import { StateMark } from '../../ui/state/state-mark.tsx';
import styles from './sweep.module.css';

const fieldIds = { reference: 'sweep-reference', again: 'sweep-range-again' } as const;

/** Who allowed a wide sweep, as typed, and what is still missing of it once it was wanted. */
export function useAuthority(range: string) {
  const [reference, setReference] = useDraft('sweep reference');
  const [typedRange, setTypedRange] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const isReferenceMissing = reference.trim() === '';
  const isOtherRange = typedRange.trim() !== range;
  return {
    ...{ reference, setReference, typedRange, setTypedRange },
    isReferenceMissing: wasTried && isReferenceMissing,
    isOtherRange: wasTried && isOtherRange,
    /** Whether all is there; from then on what is missing is marked, and the first of it has the focus. */
    isGiven: () => {
      setWasTried(true);
      const wrong = isReferenceMissing ? fieldIds.reference : isOtherRange ? fieldIds.again : null;
      if (wrong !== null) document.getElementById(wrong)?.focus();
      return wrong === null;
    },
  };
}

/** The two fields that a wide sweep asks for. */
export function WideSweep(props: {
  readonly authority: ReturnType<typeof useAuthority>;
  readonly range: string;
}) {
  const { authority, range } = props;
  return (
    <div className={styles.way}>
      <p className={styles.state}>
        <StateMark state="degrades" word="" />
        <strong>{words('discovery.sweep.wide')}</strong>
      </p>
      <Field
        id={fieldIds.reference}
        label={words('discovery.sweep.reference')}
        help={words('discovery.sweep.reference.help')}
        value={authority.reference}
        onChange={authority.setReference}
        problem={authority.isReferenceMissing ? words('discovery.sweep.reference.missing') : null}
      />
      <Field
        id={fieldIds.again}
        label={words('discovery.sweep.again', { range })}
        value={authority.typedRange}
        onChange={authority.setTypedRange}
        maxLength={64}
        problem={authority.isOtherRange ? words('discovery.sweep.again.differs', { range }) : null}
        isMono
      />
    </div>
  );
}
