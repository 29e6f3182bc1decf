import Lock from 'lucide-react/icons/lock';
import LockOpen from 'lucide-react/icons/lock-open';
import { type FormEvent, useEffect, useRef } from 'react';
import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { useDraft } from '../app/drafts.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Field } from '../ui/acts/field.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Hidden } from '../ui/text/hidden.tsx';
import styles from './serial.module.css';

/** Sending to the node: locked until the person unlocks it, and visibly open from then on. */
export function Sending({ port }: { readonly port: SerialPortView }) {
  const { path, isSendUnlocked } = port;
  const unlock = useAct('serial.unlock');
  const turn = (unlocked: boolean) => unlock.mutate({ path, unlocked });
  const state = isSendUnlocked ? 'unlocked' : 'locked';
  return (
    <div className={styles.sending} data-unlocked={isSendUnlocked}>
      <div className={styles.lockLine}>
        {isSendUnlocked ? <LockOpen aria-hidden="true" /> : <Lock aria-hidden="true" />}
        <div role="status" className={styles.lockWords}>
          <p className={styles.noticeTitle}>{words(`serial.send.${state}`)}</p>
          <p>{words(`serial.send.${state}.text`)}</p>
        </div>
        <Button onPress={() => turn(!isSendUnlocked)} isPending={unlock.isPending}>
          {words(isSendUnlocked ? 'serial.send.lock' : 'serial.send.unlock')}
          <Hidden> {path}</Hidden>
        </Button>
      </div>
      {isSendUnlocked ? <SendForm path={path} isFocused={unlock.isSuccess} /> : null}
      {unlock.error === null ? null : <FailureCard failure={failureOf(unlock.error)} />}
    </div>
  );
}

function SendForm({ path, isFocused }: { readonly path: string; readonly isFocused: boolean }) {
  const [typed, setTyped] = useDraft(`send to ${path}`);
  const send = useAct('serial.send');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isFocused) form.current?.querySelector('input')?.focus();
  }, [isFocused]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate({ path, text: typed }, { onSuccess: () => setTyped('') });
  };
  return (
    <form ref={form} className={styles.sendForm} onSubmit={submit}>
      <Field
        label={words('serial.send.label', { path })}
        help={words('serial.send.help')}
        value={typed}
        onChange={setTyped}
        maxLength={1000}
        isMono
      />
      <Button type="submit" isPending={send.isPending}>
        {words('serial.send.act')}
      </Button>
      {send.error === null ? null : <FailureCard failure={failureOf(send.error)} />}
    </form>
  );
}
