import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { useAct } from '../api/services.tsx';
import { NodeFacts } from '../nodes/node-facts.tsx';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { cx } from '../ui/cx.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Mono } from '../ui/text/mono.tsx';
import { agoWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { standingOf } from './node-standing.ts';
import styles from './nodes-screen.module.css';

/** One machine: what it is, what to do with it, and everything known of it folded below. */
export function NodeCard({ node, isLate }: { readonly node: NodeView; readonly isLate: boolean }) {
  const { mark, text, explanation } = standingOf(node);
  return (
    <li className={cx(styles.node, isLate && styles.late)}>
      <div className={styles.top}>
        <div className={styles.who}>
          <StateMark state={mark} word={text} />
          <div>
            <h3 className={styles.name}>{node.name}</h3>
            <p className={styles.standing}>{text}</p>
          </div>
        </div>
        <NodeAct node={node} />
      </div>
      <Brief node={node} />
      <div className={styles.body}>
        {explanation === null ? null : <p className={styles.explain}>{explanation}</p>}
        <Candidates node={node} />
        <Disclosure
          title={words('discovery.facts')}
          label={words('discovery.facts.label', { name: node.name })}
        >
          <NodeFacts node={node} />
          <AskAgain node={node} />
        </Disclosure>
      </div>
    </li>
  );
}

function Brief({ node }: { readonly node: NodeView }) {
  const now = useNow();
  const pairs = [
    [words('discovery.fact.address'), node.address],
    [words('discovery.fact.serial'), node.serial?.value],
    [words('discovery.fact.product'), node.product?.value],
    [words('discovery.fact.talos'), node.talosVersion?.value],
  ] as const;
  return (
    <dl className={styles.brief}>
      {pairs.map(([name, value]) =>
        value === undefined ? null : (
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

/** Planned nodes that it may be: a suggestion in words, never a selection. */
function Candidates({ node }: { readonly node: NodeView }) {
  const { data: overview } = useQuery(siteQueries.overview());
  if (node.identified || node.answer !== 'waiting') return null;
  const slots = overview?.pack?.slots.filter(({ id }) => node.candidateSlotIds.includes(id)) ?? [];
  if (slots.length === 0) return null;
  const labels = slots.map(({ label }) => label);
  return <p className={styles.explain}>{words('discovery.candidate', { count: labels.length, labels })}</p>;
}

function NodeAct({ node }: { readonly node: NodeView }) {
  const { name, stage, answer } = node;
  const params = { nodeId: node.id };
  if (stage === 'found') {
    if (answer !== 'waiting') return null;
    return (
      <ActLink to="/nodes/$nodeId/identify" params={params}>
        {words('discovery.act.identify', { name })}
      </ActLink>
    );
  }
  const verbs = {
    identified: 'provision',
    provisioning: 'watch',
    provisioned: 'look',
    stopped: 'continue',
  } as const;
  return (
    <ActLink to="/nodes/$nodeId/provision" params={params}>
      {words(`discovery.act.${verbs[stage]}`, { name })}
    </ActLink>
  );
}

function AskAgain({ node }: { readonly node: NodeView }) {
  const refresh = useAct('discovery.refresh');
  return (
    <div className={styles.acts}>
      <Button onPress={() => refresh.mutate({ nodeId: node.id })} isPending={refresh.isPending}>
        {words('discovery.act.again', { name: node.name })}
      </Button>
    </div>
  );
}
