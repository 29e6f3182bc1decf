import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AskedRow } from '../../../shared/domain/discovery/asked-list.ts';
import { words } from '../../../shared/words/words.ts';
import { discoveryQueries } from '../../api/queries.ts';
import { Button } from '../../ui/acts/button.tsx';
import { type State, StateMark } from '../../ui/state/state-mark.tsx';
import { Table } from '../../ui/table/table.tsx';
import { Mono } from '../../ui/text/mono.tsx';
import styles from './ask.module.css';

const marks: { readonly [O in AskedRow['outcome']]: State } = {
  node: 'ok',
  earlier: 'note',
  elsewhere: 'note',
  'not-a-node': 'skipped',
  silent: 'unknown',
  unresolved: 'degrades',
  unreadable: 'degrades',
  excluded: 'skipped',
  twice: 'skipped',
};
/** Lines with these outcomes are done; the others may be mended and asked again. */
const doneWith: readonly AskedRow['outcome'][] = ['node', 'earlier', 'elsewhere', 'twice'];
/** More rows are drawn only when asked for. */
const pageOf = 100;

/** What came of each pasted line, with the way to its node, and a way to keep only the lines that gave none. */
export function ListResult(props: {
  readonly rows: readonly AskedRow[];
  readonly onShow: (nodeId: string) => void;
  readonly onKeep: (lines: readonly string[]) => void;
}) {
  const { rows, onShow, onKeep } = props;
  const [limit, setLimit] = useState(pageOf);
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const nameOf = (nodeId: string) => nodes?.find(({ id }) => id === nodeId)?.name ?? null;
  const others = rows.filter(({ outcome }) => !doneWith.includes(outcome)).map(({ typed }) => typed);
  const more = Math.min(pageOf, rows.length - limit);
  return (
    <div className={styles.result}>
      <p role="status" className={styles.summary}>
        {words('discovery.list.summary', {
          nodes: rows.filter(({ outcome }) => outcome === 'node' || outcome === 'earlier').length,
          others: others.length,
        })}
      </p>
      {others.length === 0 || others.length === rows.length ? null : (
        <div>
          <Button onPress={() => onKeep(others)}>
            {words('discovery.list.keep', { count: others.length })}
          </Button>
        </div>
      )}
      <Table
        label={words('discovery.list.result')}
        columns={[
          words('discovery.list.column.typed'),
          words('discovery.list.column.outcome'),
          words('discovery.list.column.node'),
        ]}
        rows={rows.slice(0, limit).map(({ line, typed, outcome, nodeId }) => ({
          key: String(line),
          cells: [
            <Mono key="typed">{typed}</Mono>,
            <span key="outcome" className={styles.state}>
              <StateMark state={marks[outcome]} word="" />
              <span>{words(`discovery.list.outcome.${outcome}`)}</span>
            </span>,
            <NodeCell
              key="node"
              id={nodeId}
              name={nodeId === null ? null : nameOf(nodeId)}
              onShow={onShow}
            />,
          ],
        }))}
      />
      {more <= 0 ? null : (
        <div>
          <Button onPress={() => setLimit(limit + pageOf)}>{words('discovery.more', { more })}</Button>
        </div>
      )}
    </div>
  );
}

function NodeCell(props: {
  readonly id: string | null;
  readonly name: string | null;
  readonly onShow: (nodeId: string) => void;
}) {
  const { id, name, onShow } = props;
  if (id === null || name === null) return '–';
  return (
    <Button kind="plain" onPress={() => onShow(id)}>
      {words('discovery.list.show', { name })}
    </Button>
  );
}
