import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { words } from '../../shared/words/words.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { Field } from '../ui/acts/field.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import styles from './serial.module.css';

/** Connects to a port by its name, for one that the system does not list. */
export function OtherPort() {
  return (
    <Disclosure title={words('serial.other')}>
      <PathForm />
    </Disclosure>
  );
}

function PathForm() {
  const [typed, setTyped] = useDraft('serial port');
  const [isMissing, setIsMissing] = useState(false);
  const open = useAct('serial.open');
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const path = typed.trim();
    setIsMissing(path === '');
    if (path === '') return;
    open.mutate({ path }, { onSuccess: () => void navigate({ to: '/serial', search: { port: path } }) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label={words('serial.other.label')}
        help={words('serial.other.help')}
        value={typed}
        onChange={setTyped}
        problem={isMissing ? words('serial.other.missing') : null}
        isMono
      />
      <Button type="submit" isPending={open.isPending}>
        {words('serial.other.act')}
      </Button>
      {open.error === null ? null : <FailureCard failure={failureOf(open.error)} />}
    </form>
  );
}
