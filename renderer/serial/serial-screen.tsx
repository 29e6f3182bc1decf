import { words } from '../../shared/words/words.ts';
import { Screen } from '../app/frame/screen.tsx';
import { ActLink } from '../ui/acts/act-link.tsx';
import { cx } from '../ui/cx.ts';
import { Answer } from '../ui/state/answer.tsx';
import { ConsoleCard } from './console-card.tsx';
import { NoPorts, PortList } from './port-list.tsx';
import { Reading } from './reading.tsx';
import styles from './serial.module.css';
import { usePorts } from './use-ports.ts';
import { useReadingSaid } from './use-reading-said.ts';

/** The serial ports of this laptop and what a node prints on them. */
export function SerialScreen() {
  const { asked, shown } = usePorts();
  useReadingSaid(shown);
  const nodeId = shown?.nodeId ?? null;
  const next =
    nodeId === null ? undefined : (
      <ActLink kind="primary" to="/nodes/$nodeId/identify" params={{ nodeId }}>
        {words('serial.read.identify')}
      </ActLink>
    );
  return (
    <Screen
      title={words('serial.title')}
      lead={words('serial.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      isWide
      acts={next}
    >
      <Answer of={asked}>
        {(ports) => (
          <div className={cx(styles.screen, shown !== null && styles.split)}>
            <div className={styles.side}>
              {ports.length === 0 ? <NoPorts /> : <PortList ports={ports} shown={shown} />}
              {shown === null ? null : <Reading port={shown} />}
            </div>
            {shown === null ? null : <ConsoleCard key={shown.path} port={shown} />}
          </div>
        )}
      </Answer>
    </Screen>
  );
}
