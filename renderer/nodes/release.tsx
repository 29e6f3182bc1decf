import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Choice } from '../ui/acts/choice.tsx';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { Field } from '../ui/acts/field.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import styles from './identify.module.css';
import type { TakenSlot } from './use-slots.ts';

/** Frees a planned node whose machine was exchanged, with the reason on record. Folded, for it is seldom. */
export function Release(props: { readonly taken: readonly TakenSlot[]; readonly isWanted: boolean }) {
  const [released, setReleased] = useState<string | null>(null);
  return (
    <>
      {props.taken.length === 0 ? null : (
        <Disclosure
          key={String(props.isWanted)}
          title={words('identify.release')}
          isOpenAtFirst={props.isWanted}
        >
          <ReleaseForm taken={props.taken} onReleased={setReleased} />
        </Disclosure>
      )}
      <p role="status" className={styles.note}>
        {released === null ? null : words('identify.release.done', { label: released })}
      </p>
    </>
  );
}

function ReleaseForm(props: {
  readonly taken: readonly TakenSlot[];
  readonly onReleased: (label: string) => void;
}) {
  const [slotId, setSlotId] = useState<string | null>(null);
  const [reason, setReason] = useDraft('reason of a release');
  const [wasTried, setWasTried] = useState(false);
  const release = useAct('nodes.release');
  const queries = useQueryClient();
  const chosen = props.taken.find(({ slot }) => slot.id === slotId) ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (chosen === null || reason.trim() === '') return;
    release.mutate(
      { slotId: chosen.slot.id, reason: reason.trim() },
      {
        onSuccess: () => {
          setReason('');
          props.onReleased(chosen.slot.label);
          void queries.invalidateQueries({ queryKey: discoveryQueries.nodes().queryKey });
        },
      },
    );
  };
  const options = props.taken.map(({ slot, machine }) => ({
    value: slot.id,
    name: slot.label,
    detail: words('identify.release.machine', { serial: machine.serial?.value ?? machine.address }),
  }));
  return (
    <form className={styles.release} onSubmit={submit}>
      <p className={styles.note}>{words('identify.release.text')}</p>
      <Choice label={words('identify.release.which')} options={options} value={slotId} onChange={setSlotId} />
      {wasTried && chosen === null ? (
        <p className={styles.problem}>{words('identify.release.whichMissing')}</p>
      ) : null}
      <Field
        label={words('identify.release.reason')}
        help={words('identify.release.reasonHelp')}
        value={reason}
        onChange={setReason}
        maxLength={500}
        problem={wasTried && reason.trim() === '' ? words('identify.release.reasonMissing') : null}
      />
      <Button type="submit" isPending={release.isPending}>
        {chosen === null
          ? words('identify.release.act')
          : words('identify.release.actOf', { label: chosen.slot.label })}
      </Button>
      {release.error === null ? null : <FailureCard failure={failureOf(release.error)} />}
    </form>
  );
}
