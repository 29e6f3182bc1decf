import { useState } from 'react';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../../ui/acts/button.tsx';
import { Section } from '../../ui/text/card.tsx';
import { useArrowKeys } from '../../ui/use-arrow-keys.ts';
import type { NodeGroup } from '../node-standing.ts';
import styles from './list.module.css';
import { NodeCard } from './node-card.tsx';

/** More cards than this are drawn only when asked for, so that the longest list scrolls as easily as the shortest. */
const pageOf = 60;

export interface CardPlace {
  readonly key: string;
  readonly node: NodeView;
}

/** One group with its cards, a page at a time. What is no longer seen stays folded until it is wanted. */
export function NodeGroupList(props: {
  readonly group: NodeGroup;
  readonly places: readonly CardPlace[];
  readonly arrived: readonly string[];
  readonly wantedId: string | null;
  /** What is looked for is never left folded. */
  readonly isSearched: boolean;
}) {
  const { group, places, wantedId } = props;
  const [limit, setLimit] = useState(pageOf);
  const [isOpen, setIsOpen] = useState(group !== 'gone');
  const move = useArrowKeys();
  if (places.length === 0) return null;
  const at = wantedId === null ? -1 : places.findIndex(({ node }) => node.id === wantedId);
  const shown = Math.max(limit, Math.ceil((at + 1) / pageOf) * pageOf);
  if (!isOpen && at === -1 && !props.isSearched) {
    return (
      <div className={styles.folded}>
        <Button onPress={() => setIsOpen(true)}>
          {words('discovery.group.gone.open', { count: places.length })}
        </Button>
      </div>
    );
  }
  const more = Math.min(pageOf, places.length - shown);
  return (
    <Section title={words(`discovery.group.${group}`)} note={places.length}>
      <GroupNote group={group} />
      <ul className={styles.list} aria-label={words(`discovery.group.${group}`)} onKeyDown={move}>
        {places.slice(0, shown).map(({ key, node }) => (
          <NodeCard key={key} node={node} isNew={props.arrived.includes(node.id)} />
        ))}
      </ul>
      {more <= 0 ? null : (
        <div className={styles.tail}>
          <Button onPress={() => setLimit(shown + pageOf)}>{words('discovery.more', { more })}</Button>
        </div>
      )}
    </Section>
  );
}

function GroupNote({ group }: { readonly group: NodeGroup }) {
  if (group !== 'elsewhere' && group !== 'gone') return null;
  return <p className={styles.explain}>{words(`discovery.group.${group}.note`)}</p>;
}
