import type { ManagedElsewhere, NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { Screen } from '../app/frame/screen.tsx';
import { EarlierFacts } from '../discovery/list/earlier-facts.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card } from '../ui/text/card.tsx';
import styles from './identify.module.css';
import { NodeFacts } from './node-facts.tsx';

/** A machine that somebody else runs: who, by what that is known, and who can release it. Nothing is offered. */
export function Managed(props: { readonly node: NodeView; readonly managed: ManagedElsewhere }) {
  const { node, managed } = props;
  return (
    <Screen
      title={words('identify.managed', { name: node.name })}
      lead={words('identify.managed.lead')}
      back={{ to: '/nodes', name: words('frame.rail.nodes') }}
    >
      <section className={styles.stop} aria-label={words(`identify.managed.${managed.by}`)}>
        <div className={styles.stopHead}>
          <StateMark state="blocks" word="" />
          <h2 className={styles.stopTitle}>{words(`identify.managed.${managed.by}`)}</h2>
        </div>
        <p>{words(`identify.managed.${managed.by}.next`)}</p>
        {managed.signs.length === 0 ? null : (
          <div className={styles.causes}>
            <h3>{words('identify.managed.signs')}</h3>
            <ul className={styles.signs}>
              {managed.signs.map((sign) => (
                <li key={sign}>{words(`identify.sign.${sign}`)}</li>
              ))}
            </ul>
          </div>
        )}
      </section>
      <Card>
        <div className={styles.facts}>
          <EarlierFacts node={node} />
          <NodeFacts node={node} />
        </div>
      </Card>
    </Screen>
  );
}
