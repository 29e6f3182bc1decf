import { type FormEvent, useState } from 'react';
import { words } from '../../../shared/words/words.ts';
import { failureOf, useAct } from '../../api/services.tsx';
import { useDraft } from '../../app/drafts.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { Field } from '../../ui/acts/field.tsx';
import { FailureCard } from '../../ui/state/failure-card.tsx';
import styles from './ask.module.css';
import { askIds } from './ask-place.tsx';

/** Asks the one address that the person reads from a screen or a label. */
export function TypedForm({ onShow }: { readonly onShow: (nodeId: string) => void }) {
  const [typed, setTyped] = useDraft('typed address');
  const [isMissing, setIsMissing] = useState(false);
  const ask = useAct('discovery.addTyped');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    setIsMissing(wanted === '');
    if (wanted !== '') ask.mutate({ typed: wanted });
  };
  const found = ask.data ?? null;
  return (
    <form className={styles.way} onSubmit={submit}>
      <Field
        id={askIds.type}
        label={words('discovery.typed.label')}
        help={words('discovery.typed.help')}
        value={typed}
        onChange={setTyped}
        problem={isMissing ? words('discovery.typed.missing') : null}
        isMono
      />
      <div>
        <Button type="submit" isPending={ask.isPending}>
          {words('discovery.typed.act')}
        </Button>
      </div>
      <div role="status" className={styles.outcome}>
        {ask.isSuccess ? (
          <p>
            {found === null
              ? words('discovery.typed.silent', { typed: ask.variables.typed })
              : words('discovery.typed.found', { name: found.name })}
          </p>
        ) : null}
        {found === null ? null : (
          <Button kind="plain" onPress={() => onShow(found.id)}>
            {words('discovery.typed.show')}
          </Button>
        )}
      </div>
      {ask.error === null ? null : <FailureCard failure={failureOf(ask.error)} />}
    </form>
  );
}
