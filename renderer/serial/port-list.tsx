import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { Empty } from '../ui/state/empty.tsx';
import { Section } from '../ui/text/card.tsx';
import { OtherPort } from './other-port.tsx';
import { PortRow } from './port-row.tsx';
import styles from './serial.module.css';

/** The ports. Once a console is shown its port stands alone, and the others are folded: what it said is wanted then. */
export function PortList(props: {
  readonly ports: readonly SerialPortView[];
  readonly shown: SerialPortView | null;
}) {
  const { ports, shown } = props;
  const others = ports.filter(({ path }) => path !== shown?.path);
  const rows = (some: readonly SerialPortView[]) => (
    <ul className={styles.ports}>
      {some.map((port) => (
        <PortRow key={port.path} port={port} isShown={port === shown} />
      ))}
    </ul>
  );
  return (
    <Section title={words('serial.ports')}>
      {shown === null ? rows(ports) : rows([shown])}
      {shown === null || others.length === 0 ? null : (
        <Disclosure title={words('serial.ports.more', { count: others.length })}>{rows(others)}</Disclosure>
      )}
      <OtherPort />
    </Section>
  );
}

/** What to do while there is no port. */
export function NoPorts() {
  return (
    <>
      <Empty title={words('serial.none')}>
        <ol className={styles.try}>
          {(['try1', 'try2', 'try3'] as const).map((step) => (
            <li key={step}>{words(`serial.none.${step}`)}</li>
          ))}
        </ol>
      </Empty>
      <OtherPort />
    </>
  );
}
