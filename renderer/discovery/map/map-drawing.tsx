import Cable from 'lucide-react/icons/cable';
import Laptop from 'lucide-react/icons/laptop';
import Network from 'lucide-react/icons/network';
import { useState } from 'react';
import type { NetworkMap } from '../../../shared/domain/discovery/network-map/network-map.ts';
import {
  type Box,
  type PlacedBranch,
  type PlacedMap,
  placeMap,
} from '../../../shared/domain/discovery/network-map/place-map.ts';
import { words } from '../../../shared/words/words.ts';
import { useWidth } from '../../ui/use-width.ts';
import type { MarkApart } from '../names-apart.ts';
import { groupOf, nodeGroups } from '../node-standing.ts';
import styles from './map.module.css';
import { MapSegmentBox } from './map-segment-box.tsx';

/** The drawing: boxes that can be reached by keyboard over lines that only the eye needs. */
export function MapDrawing({
  map,
  marks,
  onShow,
}: {
  readonly map: NetworkMap;
  /** What tells machines of one name apart, by their ids. */
  readonly marks: ReadonlyMap<string, MarkApart>;
  readonly onShow: (nodeId: string) => void;
}) {
  const [frame, widthPx] = useWidth<HTMLDivElement>();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const placed = placeMap(map, { widthPx, open, kindOf: groupOf, kinds: nodeGroups });
  const toggle = (id: string) =>
    setOpen((before) => (before.has(id) ? without(before, id) : new Set([...before, id])));
  return (
    <>
      <p className={styles.note}>{words('discovery.map.lead')}</p>
      <div ref={frame} className={styles.frame}>
        {widthPx === 0 ? null : (
          <div className={styles.sheet} style={{ height: placed.height }}>
            <Lines placed={placed} widthPx={widthPx} />
            <div className={styles.hub} style={boxStyle(placed.laptop)}>
              <Laptop aria-hidden="true" />
              <strong>{words('discovery.map.laptop')}</strong>
            </div>
            {placed.branches.map((branch) => (
              <BranchBox key={branch.branch.id} placed={branch} />
            ))}
            {placed.segments.map((segment) => (
              <MapSegmentBox
                key={segment.segment.id}
                placed={segment}
                marks={marks}
                isOpen={open.has(segment.segment.id)}
                onToggle={() => toggle(segment.segment.id)}
                onShow={onShow}
              />
            ))}
          </div>
        )}
      </div>
    </>
  );
}

function Lines({ placed, widthPx }: { readonly placed: PlacedMap; readonly widthPx: number }) {
  return (
    <svg className={styles.lines} width={widthPx} height={placed.height} aria-hidden="true">
      {placed.lines.map(({ fromX, fromY, toX, toY, isIndirect }) => {
        const middle = fromX < toX - 30 ? (fromX + toX) / 2 : fromX;
        const way =
          middle === fromX
            ? `M${fromX} ${fromY}V${toY}H${toX}`
            : `M${fromX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
        return <path key={way} d={way} className={isIndirect ? styles.indirect : styles.direct} />;
      })}
    </svg>
  );
}

function BranchBox({ placed }: { readonly placed: PlacedBranch }) {
  const { branch } = placed;
  const by = branch.interface;
  const address = by?.addresses.find((each) => !each.includes(':')) ?? by?.addresses[0];
  return (
    <div className={styles.hub} style={boxStyle(placed)}>
      {by === null ? <Cable aria-hidden="true" /> : <Network aria-hidden="true" />}
      <span className={styles.hubWords}>
        <strong>{by === null ? words('discovery.map.noNetwork') : by.name}</strong>
        {address === undefined ? null : <span className={styles.address}>{address}</span>}
      </span>
    </div>
  );
}

/** Where a box stands, as the page's own style. */
export function boxStyle({ left, top, width, height }: Box) {
  return { left, top, width, height };
}

function without(all: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...all].filter((each) => each !== id));
}
