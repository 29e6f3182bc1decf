import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { type Missing, MissingCard, useMissing } from '../app/missing.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { Skeleton } from '../ui/state/skeleton.tsx';
import { EmptyNodes } from './empty-nodes.tsx';
import { ListenLine } from './listen-line.tsx';
import { NodeGroups } from './node-groups.tsx';
import { groupOf } from './node-standing.ts';
import styles from './nodes-screen.module.css';
import { SweepCard } from './sweep-card.tsx';
import { TypedCard } from './typed-card.tsx';

/** The machines on this site: what each is, how that is known, and the ways to find more. */
export function NodesScreen() {
  const asked = useQuery(discoveryQueries.nodes());
  const missing = useMissing();
  const nodes = asked.data ?? [];
  const needsYou = nodes.filter((node) => groupOf(node) === 'needsYou').length;
  return (
    <Screen
      title={words('discovery.title')}
      lead={asked.data === undefined ? '\u00a0' : words('discovery.lead', { total: nodes.length, needsYou })}
      back={{ to: '/', name: words('frame.rail.visit') }}
    >
      <ListenLine />
      <Answer of={asked} waiting={<Skeleton rows={3} look="cards" />}>
        {(found) => <Found nodes={found} missing={missing} />}
      </Answer>
      {missing === 'enrolment' ? null : (
        <div className={styles.ways}>
          <TypedCard />
          <SweepCard />
        </div>
      )}
    </Screen>
  );
}

function Found({
  nodes,
  missing,
}: {
  readonly nodes: readonly NodeView[];
  readonly missing: Missing | null;
}) {
  if (nodes.length > 0) return <NodeGroups nodes={nodes} />;
  return missing === null ? <EmptyNodes /> : <MissingCard missing={missing} />;
}
