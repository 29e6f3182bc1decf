import { endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { useAct } from '../../api/services.tsx';
import { NodeFacts } from '../../nodes/node-facts.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Mono } from '../../ui/text/mono.tsx';
import { agoWords } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { SerialLink } from '../serial-link.tsx';
import styles from './list.module.css';

/** Every fact with its source and age, every place where it was seen, its console, and how it was identified. */
export function EverythingKnown({ node }: { readonly node: NodeView }) {
  const refresh = useAct('discovery.refresh');
  return (
    <div className={styles.known}>
      <NodeFacts node={node} />
      <Places node={node} />
      <div className={styles.acts}>
        <Button onPress={() => refresh.mutate({ nodeId: node.id })} isPending={refresh.isPending}>
          {words('discovery.act.again', { name: node.name })}
        </Button>
        {node.consolePort === null ? null : (
          <SerialLink port={node.consolePort}>{words('discovery.console.act')}</SerialLink>
        )}
      </div>
    </div>
  );
}

function Places({ node: { name, places } }: { readonly node: NodeView }) {
  const now = useNow();
  if (places.length === 0) return null;
  return (
    <div className={styles.places}>
      <h4 className={styles.small}>{words('discovery.places')}</h4>
      <Table
        label={words('discovery.places.scroll', { name })}
        columns={[
          words('discovery.places.address'),
          words('discovery.places.interface'),
          words('discovery.places.answer'),
          words('discovery.places.sources'),
          words('discovery.places.lastSeen'),
        ]}
        rows={places.map(({ address, port, interfaceName, answer, sources, lastSeenAtMs }) => ({
          key: `${address} ${port} ${interfaceName}`,
          cells: [
            <Mono key="address">{endpointOf({ address, port })}</Mono>,
            interfaceName ?? words('discovery.places.anyInterface'),
            answer === null ? words('discovery.places.notAsked') : words(`discovery.shortAnswer.${answer}`),
            sources.map((source) => words(`discovery.source.${source}`)).join(', '),
            agoWords(lastSeenAtMs, now),
          ],
        }))}
      />
    </div>
  );
}
