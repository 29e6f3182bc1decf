import { endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { useAct } from '../../api/services.tsx';
import { NodeFacts } from '../../nodes/node-facts.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { Pair } from '../../ui/text/key-value.tsx';
import { Fingerprint, Mono } from '../../ui/text/mono.tsx';
import { agoWords } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { SerialLink } from '../serial-link.tsx';
import { learntWords } from './learnt-words.ts';
import styles from './list.module.css';

/** Every fact with its source and age, every place where it was seen, its console, and how it was identified. */
export function EverythingKnown({ node }: { readonly node: NodeView }) {
  const now = useNow();
  const refresh = useAct('discovery.refresh');
  return (
    <div className={styles.known}>
      <NodeFacts node={node} more={consolePairs(node, now)} />
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

function consolePairs({ consolePort, consoleFingerprint, lock }: NodeView, now: number): readonly Pair[] {
  const port = consolePort && { name: words('discovery.fact.console'), value: <Mono>{consolePort}</Mono> };
  const printed = consoleFingerprint && {
    name: words('discovery.fact.consoleFingerprint'),
    value: <Fingerprint value={consoleFingerprint.value} />,
    source: learntWords(consoleFingerprint, now),
  };
  const by = lock && { name: words('discovery.fact.lock'), value: words(`discovery.lock.${lock}`) };
  return [port, printed, by].flatMap((pair) => pair || []);
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
