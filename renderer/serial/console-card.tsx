import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { sizeWords } from '../ui/sizes.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { Ticking } from '../ui/text/ticking.tsx';
import { ConsoleLog } from './log/console-log.tsx';
import { Sending } from './sending.tsx';
import styles from './serial.module.css';

/** One console: its lines, where they are kept, and the way to send something. */
export function ConsoleCard({ port }: { readonly port: SerialPortView }) {
  const { firstLine, endLine, path, baud } = port;
  const lines = words('serial.log.lines', { count: endLine - firstLine });
  const rate = baud?.toLocaleString('en-GB');
  return (
    <Section
      title={words('serial.console', { path })}
      note={
        <Ticking>{rate === undefined ? lines : words('serial.log.atRate', { baud: rate, lines })}</Ticking>
      }
    >
      <Card isPadded={false}>
        <ConsoleLog port={port} />
        <Kept port={port} />
        {port.state === 'open' ? <Sending port={port} /> : null}
      </Card>
    </Section>
  );
}

function Kept({ port: { recording, droppedBytes } }: { readonly port: SerialPortView }) {
  if (recording === null && droppedBytes === 0) return null;
  return (
    <div className={styles.kept}>
      {recording === null ? null : (
        <p className={styles.keptLine}>
          <StateMark state={recording.isFull ? 'degrades' : 'ok'} word="" />
          <Ticking>
            {words(recording.isFull ? 'serial.recording.full' : 'serial.recording', {
              file: recording.file,
              size: sizeWords(recording.sizeBytes),
            })}
          </Ticking>
        </p>
      )}
      {droppedBytes === 0 ? null : (
        <p className={styles.keptLine}>
          <StateMark state="degrades" word="" />
          {words('serial.dropped', { size: sizeWords(droppedBytes) })}
        </p>
      )}
    </div>
  );
}
