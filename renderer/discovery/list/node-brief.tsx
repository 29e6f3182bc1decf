import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { Mono } from '../../ui/text/mono.tsx';
import { agoWords } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './list.module.css';

/** The few facts by which a machine is told from the next, in one line. */
export function NodeBrief({ node }: { readonly node: NodeView }) {
  const now = useNow();
  const pairs = [
    // A machine that is called by its address has told it already.
    [words('discovery.fact.address'), node.name.startsWith(node.address) ? null : node.address],
    [words('discovery.fact.serial'), node.serial?.value],
    [words('discovery.fact.product'), node.product?.value],
    [words('discovery.fact.talos'), node.talosVersion?.value],
    [words('discovery.fact.console'), node.consolePort],
  ] as const;
  return (
    <dl className={styles.brief}>
      {pairs.map(([name, value]) =>
        value === undefined || value === null || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Mono>{value}</Mono>
            </dd>
          </div>
        ),
      )}
      <div>
        <dt>{words('discovery.fact.lastSeen')}</dt>
        <dd>{agoWords(node.lastSeenAtMs, now)}</dd>
      </div>
    </dl>
  );
}
