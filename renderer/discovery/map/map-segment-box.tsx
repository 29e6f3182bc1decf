import type { PlacedNodeBox, PlacedSegment } from '../../../shared/domain/discovery/network-map/place-map.ts';
import { isMessageKey, words } from '../../../shared/words/words.ts';
import { cx } from '../../ui/cx.ts';
import { type State, StateMark } from '../../ui/state/state-mark.tsx';
import { useArrowKeys } from '../../ui/use-arrow-keys.ts';
import type { MarkApart } from '../names-apart.ts';
import { type NodeGroup, shortStateOf, standingOf } from '../node-standing.ts';
import styles from './map.module.css';
import { segmentDetail, segmentName } from './segment-words.ts';

const groupMarks: { readonly [G in NodeGroup]: State } = {
  needsYou: 'needs-you',
  settled: 'ok',
  elsewhere: 'note',
  gone: 'unknown',
};

/** One network with its nodes, each a button that leads to it in the list. */
export function MapSegmentBox(props: {
  readonly placed: PlacedSegment;
  readonly marks: ReadonlyMap<string, MarkApart>;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onShow: (nodeId: string) => void;
}) {
  const { placed, isOpen, onToggle, onShow } = props;
  const { segment, clusters, nodes, left, top, width, height } = placed;
  const count = segment.nodes.length;
  const move = useArrowKeys();
  const name = segmentName(segment);
  return (
    <section
      className={cx(styles.segment, segment.kind !== 'link' && styles.far)}
      style={{ left, top, width, height }}
      aria-label={`${name}, ${segmentDetail(segment)}`}
    >
      <div className={styles.segmentHead}>
        <span className={styles.segmentWords}>
          <span className={styles.segmentName}>{name}</span>
          <span className={styles.detail}>{segmentDetail(segment)}</span>
        </span>
        {clusters.length > 0 || isOpen ? (
          <button type="button" className={styles.open} onClick={onToggle}>
            {isOpen ? words('discovery.map.fold') : words('discovery.map.openAll', { count })}
          </button>
        ) : (
          <span className={styles.detail}>{words('discovery.map.count', { count })}</span>
        )}
      </div>
      <ul onKeyDown={move} className={styles.cells}>
        {nodes.map((node) => (
          <NodeBox
            key={node.node.id}
            box={node}
            mark={props.marks.get(node.node.id)?.value}
            origin={placed}
            onShow={onShow}
          />
        ))}
        {clusters.map(({ kind, count: many, ...box }) => (
          <li key={kind} className={styles.cell} style={within(box, placed)}>
            <button type="button" className={styles.box} onClick={onToggle}>
              <StateMark state={groupMarks[kind as NodeGroup]} word="" />
              <span className={styles.cellWords}>
                <span>{many}</span>
                <span className={styles.detail}>{groupName(kind)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NodeBox(props: {
  readonly box: PlacedNodeBox;
  /** What tells it from another of its name. */
  readonly mark: string | undefined;
  readonly origin: PlacedSegment;
  readonly onShow: (nodeId: string) => void;
}) {
  const { box, origin, onShow } = props;
  const { node } = box;
  const { mark, text } = standingOf(node);
  const more = node.places.length - 1;
  const second = props.mark ?? words(`discovery.map.state.${shortStateOf(node)}`);
  return (
    <li className={styles.cell} style={within(box, origin)}>
      <button type="button" className={styles.box} onClick={() => onShow(node.id)}>
        <StateMark state={mark} word={text} />
        <span className={styles.cellWords}>
          <span className={styles.cellName}>{node.name}</span>
          <span className={styles.detail}>
            {second}
            {more > 0 ? ` +${more}` : ''}
          </span>
        </span>
      </button>
    </li>
  );
}

/** The same box, counted from the corner of the segment that holds it. */
function within(
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  origin: { left: number; top: number },
) {
  // One pixel is the border of the segment.
  return { left: left - origin.left - 1, top: top - origin.top - 1, width, height };
}

function groupName(kind: string): string {
  const key = `discovery.map.group.${kind}`;
  return isMessageKey(key) ? words(key) : kind;
}
