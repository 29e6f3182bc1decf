import { memo } from 'react';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { ActLink } from '../../ui/acts/act-link.tsx';
import { Disclosure } from '../../ui/acts/disclosure.tsx';
import { cx } from '../../ui/cx.ts';
import { StateMark } from '../../ui/state/state-mark.tsx';
import { groupOf, isIdentifiable, isLockedByConsoleAlone, standingOf } from '../node-standing.ts';
import { EarlierFacts } from './earlier-facts.tsx';
import { EverythingKnown } from './everything-known.tsx';
import styles from './list.module.css';
import { NodeBrief } from './node-brief.tsx';
import { NodeNotes } from './node-notes.tsx';
import { cardIdOf } from './use-wanted-card.ts';

/** One machine: what it is, what to do with it, and everything known of it folded below. Drawn again only when it changes. */
export const NodeCard = memo(function NodeCard(props: { readonly node: NodeView; readonly isNew: boolean }) {
  const { node, isNew } = props;
  const standing = standingOf(node);
  const isQuiet = ['elsewhere', 'gone'].includes(groupOf(node));
  return (
    <li id={cardIdOf(node.id)} className={cx(styles.node, isQuiet && styles.quiet, isNew && styles.late)}>
      <div className={styles.top}>
        <div className={styles.who}>
          <StateMark state={standing.mark} word={standing.text} />
          <div>
            <div className={styles.naming}>
              <h3 className={styles.name} tabIndex={-1}>
                {node.name}
              </h3>
              {isNew ? <span className={styles.tag}>{words('discovery.isNew')}</span> : null}
            </div>
            <p className={styles.standing}>{standing.text}</p>
          </div>
        </div>
        <NodeAct node={node} />
      </div>
      <NodeBrief node={node} />
      <div className={styles.body}>
        <NodeNotes node={node} explanation={standing.explanation} />
        <EarlierFacts node={node} />
        <Disclosure
          title={words('discovery.facts')}
          label={words('discovery.facts.label', { name: node.name })}
        >
          <EverythingKnown node={node} />
        </Disclosure>
      </div>
    </li>
  );
});

function NodeAct({ node }: { readonly node: NodeView }) {
  const { name, stage } = node;
  const params = { nodeId: node.id };
  if (stage === 'found' || isLockedByConsoleAlone(node)) {
    if (!isIdentifiable(node)) return null;
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
