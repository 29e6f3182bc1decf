import { Link } from '@tanstack/react-router';
import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { cx } from '../ui/cx.ts';
import { Empty } from '../ui/state/empty.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { type State, StateMark } from '../ui/state/state-mark.tsx';
import { Section } from '../ui/text/card.tsx';
import { Hidden } from '../ui/text/hidden.tsx';
import { Mono } from '../ui/text/mono.tsx';
import styles from './serial.module.css';
import { hasConsole } from './use-ports.ts';

/** Every port with who made it, how it stands, and what is wrong with it. None is connected by itself. */
export function PortList(props: {
  readonly ports: readonly SerialPortView[];
  readonly shown: SerialPortView | null;
}) {
  const { ports, shown } = props;
  const count = words('serial.ports.count', { count: ports.length });
  return (
    <Section title={words('serial.ports')} note={count}>
      <ul className={styles.ports}>
        {ports.map((port) => (
          <PortRow key={port.path} port={port} isShown={port.path === shown?.path} />
        ))}
      </ul>
    </Section>
  );
}

/** What to do while there is no port. */
export function NoPorts() {
  return (
    <Empty title={words('serial.none')}>
      <ol className={styles.try}>
        {(['try1', 'try2', 'try3'] as const).map((step) => (
          <li key={step}>{words(`serial.none.${step}`)}</li>
        ))}
      </ol>
    </Empty>
  );
}

const marks: { readonly [S in SerialPortView['state']]: State } = {
  closed: 'todo',
  opening: 'running',
  open: 'ok',
  waiting: 'degrades',
};

function PortRow({ port, isShown }: { readonly port: SerialPortView; readonly isShown: boolean }) {
  const { path, maker, product, serialNumber, problem, state } = port;
  const made = [maker, product].filter((part) => part !== null).join(' ');
  return (
    <li className={cx(styles.port, isShown && styles.shown)}>
      <div className={styles.portHead}>
        <StateMark state={problem === null || state === 'waiting' ? marks[state] : 'blocks'} word="" />
        <div className={styles.portWords}>
          <h3 className={styles.path}>
            <Mono>{path}</Mono>
            {isShown ? <Hidden> {words('serial.shown')}</Hidden> : null}
          </h3>
          <p className={styles.state}>
            {words(`serial.state.${state}`, { baud: port.baud === null ? 'none' : String(port.baud) })}
          </p>
          <p className={styles.made}>{made === '' ? words('serial.unnamed') : made}</p>
          {serialNumber === null ? null : (
            <p className={styles.made}>{words('serial.serialNumber', { serialNumber })}</p>
          )}
        </div>
      </div>
      <PortActs port={port} isShown={isShown} />
    </li>
  );
}

function PortActs({ port, isShown }: { readonly port: SerialPortView; readonly isShown: boolean }) {
  const { path, state, problem } = port;
  const open = useAct('serial.open');
  const close = useAct('serial.close');
  const act = state === 'closed' ? open : close;
  // A reason that the port itself tells is not told twice.
  const failure = problem ?? (act.error === null ? null : failureOf(act.error));
  return (
    <>
      <div className={styles.acts}>
        {state === 'closed' ? (
          <Button
            kind={problem === null ? 'primary' : 'quiet'}
            onPress={() => open.mutate({ path })}
            isPending={open.isPending}
          >
            {words('serial.act.connect')}
            <Hidden> {path}</Hidden>
          </Button>
        ) : (
          <Button onPress={() => close.mutate({ path })} isPending={close.isPending}>
            {words('serial.act.disconnect')}
            <Hidden> {path}</Hidden>
          </Button>
        )}
        {hasConsole(port) && !isShown ? (
          <Link to="/serial" search={{ port: path }} className={styles.show}>
            {words('serial.act.show', { path })}
          </Link>
        ) : null}
      </div>
      {failure === null ? null : <FailureCard key={failure.code} failure={failure} />}
    </>
  );
}
