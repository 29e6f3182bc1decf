import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { words } from '../../../shared/words/words.ts';
import { siteQueries } from '../../api/queries.ts';
import { StateMark } from '../../ui/state/state-mark.tsx';
import { agoWords } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './list.module.css';

/** What the state of a machine means, in sentences: who runs it and by what that is known, or what it may be. */
export function NodeNotes(props: { readonly node: NodeView; readonly explanation: string | null }) {
  const { node, explanation } = props;
  return (
    <>
      <Meaning node={node} explanation={explanation} />
      <SerialAlone node={node} />
      <Gone node={node} />
      <Candidates node={node} />
    </>
  );
}

function Meaning({ node: { managed }, explanation }: Parameters<typeof NodeNotes>[0]) {
  const signs = managed?.signs.map((sign) => words(`discovery.sign.${sign}`)) ?? [];
  const known = signs.length === 0 ? null : words('discovery.managed.signs', { signs });
  if (explanation === null && known === null) return null;
  return <p className={styles.explain}>{[explanation, known].filter((text) => text !== null).join(' ')}</p>;
}

function SerialAlone({ node: { lock } }: { readonly node: NodeView }) {
  if (lock !== 'serial-alone') return null;
  return (
    <div className={styles.marked}>
      <StateMark state="note" word={words('discovery.lock.serial-alone')} isWordShown />
      <p className={styles.explain}>{words('discovery.lock.serial-alone.explain')}</p>
    </div>
  );
}

/** A bound machine that went away keeps its place; here it says so. */
function Gone({ node }: { readonly node: NodeView }) {
  const now = useNow();
  if (node.presence !== 'gone' || node.stage === 'found') return null;
  const ago = agoWords(node.lastSeenAtMs, now);
  return (
    <div className={styles.marked}>
      <StateMark state="unknown" word="" />
      <p className={styles.explain}>{words('discovery.presence.goneSince', { ago })}</p>
    </div>
  );
}

/** Planned nodes that it may be: a suggestion in words, never a selection. */
function Candidates({ node }: { readonly node: NodeView }) {
  const { data: overview } = useQuery(siteQueries.overview());
  if (node.identified || node.answer !== 'waiting' || node.presence === 'gone') return null;
  const slots = overview?.pack?.slots.filter(({ id }) => node.candidateSlotIds.includes(id)) ?? [];
  if (slots.length === 0) return null;
  const labels = slots.map(({ label }) => label);
  return <p className={styles.explain}>{words('discovery.candidate', { count: labels.length, labels })}</p>;
}
