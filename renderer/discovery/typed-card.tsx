import { type FormEvent, useState } from 'react';
import { words } from '../../shared/words/words.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Field } from '../ui/acts/field.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import styles from './nodes-screen.module.css';

/** Asks the one address that the person reads from a screen or a label. */
export function TypedCard() {
  const [typed, setTyped] = useDraft('typed address');
  const [isMissing, setIsMissing] = useState(false);
  const ask = useAct('discovery.addTyped');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = typed.trim();
    setIsMissing(wanted === '');
    if (wanted !== '') ask.mutate({ typed: wanted });
  };
  return (
    <Section title={words('discovery.typed.title')}>
      <Card>
        <form className={styles.way} onSubmit={submit}>
          <Field
            label={words('discovery.typed.label')}
            help={words('discovery.typed.help')}
            value={typed}
            onChange={setTyped}
            problem={isMissing ? words('discovery.typed.missing') : null}
            isMono
          />
          <Button type="submit" isPending={ask.isPending}>
            {words('discovery.typed.act')}
          </Button>
          <div role="status">
            {ask.isSuccess ? (
              <p>
                {ask.data === null
                  ? words('discovery.typed.silent', { typed: ask.variables.typed })
                  : words('discovery.typed.found', { name: ask.data.name })}
              </p>
            ) : null}
          </div>
          {ask.error === null ? null : <FailureCard failure={failureOf(ask.error)} />}
        </form>
      </Card>
    </Section>
  );
}
