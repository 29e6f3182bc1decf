import { useQuery } from '@tanstack/react-query';
import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { isElsewhere } from '../discovery/node-standing.ts';
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
  return (
    <Screen
      title={words('serial.title')}
      lead={words('serial.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      isWide
      acts={shown === null ? null : <NodeAct port={shown} />}
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

/** What comes next for the node whose console this is. Where another management owns it nothing is offered. */
function NodeAct({ port: { nodeId, reading } }: { readonly port: SerialPortView }) {
  const { data: nodes } = useQuery(discoveryQueries.namedNodes());
  const node = nodes?.find(({ id }) => id === nodeId);
  if (node === undefined || reading.siderolink || isElsewhere(node)) return null;
  const params = { nodeId: node.id };
  const { name } = node;
  return node.identified ? (
    <ActLink to="/nodes/$nodeId/provision" params={params}>
      {words('discovery.act.look', { name })}
    </ActLink>
  ) : (
    <ActLink kind="primary" to="/nodes/$nodeId/identify" params={params}>
      {words('discovery.act.identify', { name })}
    </ActLink>
  );
}
