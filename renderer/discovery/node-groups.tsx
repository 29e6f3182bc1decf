import { useState } from 'react';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { Button } from '../ui/acts/button.tsx';
import { Field } from '../ui/acts/field.tsx';
import { Section } from '../ui/text/card.tsx';
import { useArrowKeys } from '../ui/use-arrow-keys.ts';
import { NodeCard } from './node-card.tsx';
import { groupOf, type NodeGroup } from './node-standing.ts';
import styles from './nodes-screen.module.css';
import { useArrivalOrder } from './use-arrival-order.ts';

/** More cards than this are drawn only when asked for, so that the longest list scrolls as easily as the shortest. */
const pageOf = 60;
/** From this many on, a field to find one among them helps. */
const findFrom = 12;
const groups: readonly NodeGroup[] = ['needsYou', 'settled'];

/** The machines in two groups, each in the order they came: new ones go to the end and nothing moves away. */
export function NodeGroups({ nodes }: { readonly nodes: readonly NodeView[] }) {
  const [wanted, setWanted] = useState('');
  const { inOrder, isLate } = useArrivalOrder(nodes);
  const shown = inOrder.filter((node) => fits(node, wanted));
  return (
    <>
      {nodes.length < findFrom ? null : (
        <Field label={words('discovery.find')} value={wanted} onChange={setWanted} />
      )}
      {shown.length === 0 ? <p>{words('discovery.find.none')}</p> : null}
      {groups.map((group) => (
        <Group
          key={group}
          group={group}
          nodes={shown.filter((node) => groupOf(node) === group)}
          isLate={isLate}
        />
      ))}
    </>
  );
}

function Group(props: {
  readonly group: NodeGroup;
  readonly nodes: readonly NodeView[];
  readonly isLate: (node: NodeView) => boolean;
}) {
  const { group, nodes } = props;
  const [limit, setLimit] = useState(pageOf);
  const move = useArrowKeys();
  if (nodes.length === 0) return null;
  const more = Math.min(pageOf, nodes.length - limit);
  return (
    <Section title={words(`discovery.group.${group}`)} note={nodes.length}>
      <ul className={styles.list} aria-label={words(`discovery.group.${group}`)} onKeyDown={move}>
        {nodes.slice(0, limit).map((node) => (
          <NodeCard key={node.id} node={node} isLate={props.isLate(node)} />
        ))}
      </ul>
      {more <= 0 ? null : (
        <div className={styles.tail}>
          <Button onPress={() => setLimit(limit + pageOf)}>{words('discovery.more', { more })}</Button>
        </div>
      )}
    </Section>
  );
}

function fits(node: NodeView, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  if (text === '') return true;
  const known = [node.name, node.address, node.serial?.value, node.hostname?.value, node.uuid?.value];
  return known.some((value) => value?.toLowerCase().includes(text));
}
