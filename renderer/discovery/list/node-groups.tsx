import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { nodeGroups } from '../node-standing.ts';
import { ArrivedBar } from './arrived-bar.tsx';
import { fits } from './find-in-list.ts';
import styles from './list.module.css';
import { NodeGroupList } from './node-group-list.tsx';
import { useSteadyOrder } from './use-steady-order.ts';
import { useWantedCard, type Wanted } from './use-wanted-card.ts';

/** The machines in groups, those that need the person first, in an order that never changes under the hand. */
export function NodeGroups(props: {
  readonly nodes: readonly NodeView[];
  /** What was typed to find some of them; everything keeps its place meanwhile. */
  readonly text: string;
  readonly wanted: Wanted | null;
  readonly onWant: (nodeId: string) => void;
  /** Takes away what may hide the machine that is wanted. */
  readonly onReveal: () => void;
}) {
  const { nodes, text, wanted, onWant } = props;
  const { arrangement, settle, hold } = useSteadyOrder(nodes);
  useWantedCard(wanted, props.onReveal);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = arrangement.places.flatMap(({ key, id, group }) => {
    const node = byId.get(id);
    return node === undefined || !fits(node, text) ? [] : [{ key, group, node }];
  });
  const { arrived } = arrangement;
  const [first] = arrived;
  const showArrived = () => {
    settle();
    if (first !== undefined) onWant(first);
  };
  return (
    <div className={styles.groups} {...hold}>
      {places.length === 0 ? <p>{words('discovery.find.none')}</p> : null}
      {nodeGroups.map((group) => (
        <NodeGroupList
          key={group}
          group={group}
          places={places.filter((place) => place.group === group)}
          arrived={arrived}
          wantedId={wanted?.id ?? null}
          isSearched={text.trim() !== ''}
        />
      ))}
      <ArrivedBar count={arrived.length} onShow={showArrived} />
    </div>
  );
}
