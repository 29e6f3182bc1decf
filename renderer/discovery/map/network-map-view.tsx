import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type NetworkMap, networkMap } from '../../../shared/domain/discovery/network-map/network-map.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { discoveryQueries } from '../../api/queries.ts';
import { Answer } from '../../ui/state/answer.tsx';
import { Section } from '../../ui/text/card.tsx';
import { marksApart, withNamesApart } from '../names-apart.ts';
import styles from './map.module.css';
import { MapDrawing } from './map-drawing.tsx';
import { MapTable } from './map-table.tsx';

/** The network as seen from this laptop, as a drawing or as a table of the same things. */
export function NetworkMapView(props: {
  readonly look: 'map' | 'table';
  readonly nodes: readonly NodeView[];
  readonly onShow: (nodeId: string) => void;
}) {
  const { look, nodes, onShow } = props;
  const asked = useQuery(discoveryQueries.surroundings());
  const { data: around } = asked;
  // A box has no room for a long name: there what tells two apart stands on its second line.
  const named = useMemo(() => (look === 'map' ? nodes : withNamesApart(nodes)), [look, nodes]);
  const map = useMemo(() => around && networkMap(around, named), [around, named]);
  const marks = useMemo(() => marksApart(named), [named]);
  const shown =
    map && (look === 'map' ? <MapDrawing {...{ map, marks, onShow }} /> : <MapTable {...{ map, onShow }} />);
  return (
    <Section title={words('discovery.map.title')}>
      <Answer of={asked}>
        {() => (
          <div className={styles.map}>
            {shown}
            <LeftOut interfaces={map?.leftOut ?? []} />
          </div>
        )}
      </Answer>
    </Section>
  );
}

/** Those that are left out for the same reason are told together. */
function LeftOut({ interfaces }: { readonly interfaces: NetworkMap['leftOut'] }) {
  if (interfaces.length === 0) return null;
  const groups = Map.groupBy(interfaces, ({ why }) => why);
  const names = [...groups].map(
    ([why, each]) => `${each.map(({ name }) => name).join(', ')} (${words(`discovery.why.${why}`)})`,
  );
  return <p className={styles.note}>{words('discovery.map.leftOut', { names })}</p>;
}
