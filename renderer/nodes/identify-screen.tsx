import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { conflictOf, isIdentifiable } from '../discovery/node-standing.ts';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card } from '../ui/text/card.tsx';
import { agoWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { Agreement } from './agreement.tsx';
import styles from './identify.module.css';
import { IdentifyFields } from './identify-fields.tsx';
import { Managed } from './managed.tsx';
import { NodeFacts } from './node-facts.tsx';
import { SlotChoice } from './slot-choice.tsx';
import { type Identifying, useIdentify } from './use-identify.ts';
import { WeakerLock } from './weaker-lock.tsx';

const route = getRouteApi('/nodes/$nodeId/identify');
const back = { to: '/nodes', name: words('frame.rail.nodes') } as const;

/** The three-way lock: label, network and console must agree before a machine becomes a planned node. */
export function IdentifyScreen() {
  const { nodeId } = route.useParams();
  const asked = useQuery(discoveryQueries.namedNodes());
  const node = asked.data?.find(({ id }) => id === nodeId);
  if (node !== undefined) {
    if (node.managed !== null) return <Managed node={node} managed={node.managed} />;
    const isDone = node.identified && !isIdentifiable(node);
    return isDone ? <Identified node={node} /> : <Identify node={node} />;
  }
  if (asked.data !== undefined) return <NotListed />;
  return (
    <Screen title={words('identify.title', { name: '' })} lead={words('identify.lead')} back={back}>
      <Answer of={asked}>{() => null}</Answer>
    </Screen>
  );
}

/** The node left the list while somebody was on the way to it. */
function NotListed() {
  const act = (
    <ActLink kind="primary" to="/nodes">
      {words('identify.gone.act')}
    </ActLink>
  );
  return (
    <Screen title={words('identify.gone')} lead={words('identify.gone.text')} back={back} acts={act}>
      {null}
    </Screen>
  );
}

function Identify({ node }: { readonly node: NodeView }) {
  const form = useIdentify(node);
  const name = words('identify.title', { name: node.name });
  return (
    <Screen title={name} lead={words('identify.lead')} back={back} acts={<Confirm form={form} />}>
      {form.failure === null ? null : <FailureCard failure={form.failure} />}
      {form.isConsoleOnly ? <WeakerLock form={form} /> : <Doubt node={node} />}
      <div className={styles.given}>
        <SlotChoice form={form} />
        <IdentifyFields form={form} />
      </div>
      <Agreement form={form} />
    </Screen>
  );
}

/** Why what stands under the network may not be this machine's word of now: it went away, or another one answers there too. */
function Doubt({ node }: { readonly node: NodeView }) {
  const now = useNow();
  const address = conflictOf(node);
  if (node.presence !== 'gone' && address === null) return null;
  return (
    <p className={styles.away}>
      <StateMark state="degrades" word="" />
      <span>
        {address === null
          ? words('identify.away', { ago: agoWords(node.lastSeenAtMs, now) })
          : `${words('discovery.conflict', { address })}. ${words('discovery.conflict.explain', { address })}`}
      </span>
    </p>
  );
}

function Confirm({ form }: { readonly form: Identifying }) {
  const { slot, way } = form;
  const act = way === 'serial-alone' ? 'identify.act.alone' : 'identify.act';
  // Where they differ it is refused, on record; nothing then invites to press it.
  const isInviting = form.comparison?.verdict !== 'differs';
  return (
    <>
      {isInviting ? null : (
        <p className={styles.foot}>
          <StateMark state="blocks" word="" />
          {words('identify.foot.differs')}
        </p>
      )}
      <Button kind={isInviting ? 'primary' : 'quiet'} onPress={form.confirm} isPending={form.isPending}>
        {slot === null ? words('identify.act.none') : words(act, { label: slot.label })}
      </Button>
    </>
  );
}

function Identified({ node }: { readonly node: NodeView }) {
  const label = node.name;
  // Nothing can be applied before the network agreed too.
  const next =
    node.lock === 'serial-alone' ? (
      <ActLink kind="primary" to="/nodes">
        {words('identify.gone.act')}
      </ActLink>
    ) : (
      <ActLink kind="primary" to="/nodes/$nodeId/provision" params={{ nodeId: node.id }}>
        {words('identify.done.act', { label })}
      </ActLink>
    );
  return (
    <Screen
      title={words('identify.done', { label })}
      lead={words(node.lock === 'serial-alone' ? 'identify.done.alone' : 'identify.done.text')}
      back={back}
      acts={next}
    >
      <Card>
        <NodeFacts node={node} />
      </Card>
    </Screen>
  );
}
