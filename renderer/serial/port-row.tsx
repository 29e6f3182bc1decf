import { Link } from '@tanstack/react-router';
import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { cx } from '../ui/cx.ts';
import { FailureCard, failureWords } from '../ui/state/failure-card.tsx';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Hidden } from '../ui/text/hidden.tsx';
import { Mono } from '../ui/text/mono.tsx';
import { useNow } from '../ui/use-now.ts';
import styles from './serial.module.css';
import { hasConsole } from './use-ports.ts';

const marks: { readonly [S in SerialPortView['state']]: State } = {
  closed: 'todo',
  opening: 'running',
  open: 'ok',
  waiting: 'degrades',
};

/** One port with who made it, how it stands, what is wrong with it, and the act. None is connected by itself. */
export function PortRow({ port, isShown }: { readonly port: SerialPortView; readonly isShown: boolean }) {
  const { path, maker, product, serialNumber, problem, state } = port;
  const open = useAct('serial.open');
  const close = useAct('serial.close');
  const act = state === 'closed' ? open : close;
  const failure = act.error === null ? null : failureOf(act.error);
  const made = [maker, product].filter((part) => part !== null).join(' ');
  return (
    <li className={cx(styles.port, isShown && styles.shown)}>
      <div className={styles.portHead}>
        <StateMark state={problem === null || state === 'waiting' ? marks[state] : 'blocks'} word="" />
        <div className={styles.portWords}>
          <h3 className={styles.path}>
            <Mono>{path}</Mono>
          </h3>
          <p className={styles.state}>{stateWords(port)}</p>
          <p className={styles.made}>
            <span>{made === '' ? words('serial.unnamed') : made}</span>
            {serialNumber === null ? null : <span>{words('serial.serialNumber', { serialNumber })}</span>}
          </p>
        </div>
        <Button onPress={() => act.mutate({ path })} isPending={open.isPending || close.isPending}>
          {words(state === 'closed' ? 'serial.act.connect' : 'serial.act.disconnect')}
          <Hidden> {path}</Hidden>
        </Button>
      </div>
      {hasConsole(port) && !isShown ? (
        <Link to="/serial" search={{ port: path }} className={styles.show}>
          {words('serial.act.show', { path })}
        </Link>
      ) : null}
      {failure === null ? null : <FailureCard key={failure.code} failure={failure} />}
      {problem === null || failure !== null ? null : (
        <Problem failure={problem} isPassing={state === 'waiting'} />
      )}
    </li>
  );
}

/** What is told below in full is only named here. */
function stateWords({ state, problem }: SerialPortView): string {
  return words(state === 'waiting' && problem !== null ? 'serial.state.unplugged' : `serial.state.${state}`);
}

/** What was wrong already when the screen was opened: told quietly, for nobody has just asked. */
function Problem({ failure, isPassing }: { readonly failure: Failure; readonly isPassing: boolean }) {
  const { what, means, next, code } = failureWords(failure, useNow());
  return (
    <div className={styles.problem} data-passing={isPassing}>
      <p className={styles.noticeTitle}>{what}</p>
      <p>{means}</p>
      <p className={styles.next}>{next}</p>
      <p className={styles.made}>{code}</p>
    </div>
  );
}
