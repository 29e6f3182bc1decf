import { useState } from 'react';
import type { NetworkMap } from '../../../shared/domain/discovery/network-map/network-map.ts';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../../ui/acts/button.tsx';
import { StateMark } from '../../ui/state/state-mark.tsx';
import { Table, type TableRow } from '../../ui/table/table.tsx';
import { Mono } from '../../ui/text/mono.tsx';
import { standingOf } from '../node-standing.ts';
import styles from './map.module.css';
import { segmentDetail, segmentName } from './segment-words.ts';

/** More rows are drawn only when asked for. */
const pageOf = 100;

/** The map as a table: one row a node, in the order of the networks; a network without nodes has a row too. */
export function MapTable({
  map,
  onShow,
}: {
  readonly map: NetworkMap;
  readonly onShow: (nodeId: string) => void;
}) {
  const [limit, setLimit] = useState(pageOf);
  const rows = rowsOf(map, onShow);
  const more = Math.min(pageOf, rows.length - limit);
  return (
    <div className={styles.map}>
      <Table
        label={words('discovery.map.title')}
        columns={[
          words('discovery.map.column.node'),
          words('discovery.map.column.state'),
          words('discovery.map.column.address'),
          words('discovery.map.column.network'),
        ]}
        rows={rows.slice(0, limit)}
      />
      {more <= 0 ? null : (
        <div>
          <Button onPress={() => setLimit(limit + pageOf)}>{words('discovery.more', { more })}</Button>
        </div>
      )}
    </div>
  );
}

function rowsOf(map: NetworkMap, onShow: (nodeId: string) => void): readonly TableRow[] {
  return map.branches.flatMap((branch) =>
    branch.segments.flatMap((segment): readonly TableRow[] => {
      const over = branch.interface?.name ?? [];
      // How a network is reached is told once, in its first row.
      const network = (place: number) => (
        <span key="network" className={styles.stack}>
          <Mono>{segmentName(segment)}</Mono>
          {place > 0 ? null : (
            <span className={styles.detail}>{[over, segmentDetail(segment)].flat().join(', ')}</span>
          )}
        </span>
      );
      if (segment.nodes.length === 0) {
        return [{ key: segment.id, cells: [words('discovery.map.none'), '–', '–', network(0)] }];
      }
      return segment.nodes.map((node, place) => {
        const { mark, text } = standingOf(node);
        return {
          key: node.id,
          cells: [
            <button key="name" type="button" className={styles.link} onClick={() => onShow(node.id)}>
              {node.name}
            </button>,
            <span key="state" className={styles.state}>
              <StateMark state={mark} word="" />
              <span>{text}</span>
            </span>,
            <Addresses
              key="address"
              addresses={[node.address, ...node.places.map(({ address }) => address)]}
            />,
            network(place),
          ],
        };
      });
    }),
  );
}

function Addresses({ addresses }: { readonly addresses: readonly string[] }) {
  const each = [...new Set(addresses)].filter((address) => address !== '');
  if (each.length === 0) return '–';
  return (
    <span className={styles.stack}>
      {each.map((address) => (
        <Mono key={address}>{address}</Mono>
      ))}
    </span>
  );
}
