import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries, provisioningQueries } from '../api/queries.ts';
import { failureOf } from '../api/services.tsx';
import { Screen } from '../app/frame/screen.tsx';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Empty } from '../ui/state/empty.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Skeleton } from '../ui/state/skeleton.tsx';
import { Done } from './done.tsx';
import { back } from './place.ts';
import { Review } from './review.tsx';
import { Running } from './running.tsx';
import { Stopped } from './stopped.tsx';

const route = getRouteApi('/nodes/$nodeId/provision');

/** One node from the plan to the proof. Which part is shown is the engine's state, never the page's. */
export function ProvisionScreen() {
  const { nodeId } = route.useParams();
  const flows = useQuery(provisioningQueries.list());
  const nodes = useQuery(discoveryQueries.nodes());
  const flow = flows.data?.find((one) => one.nodeId === nodeId);
  if (flow !== undefined && flow.at !== 'review') {
    if (flow.at === 'done') return <Done flow={flow} />;
    return flow.at === 'stopped' ? <Stopped flow={flow} /> : <Running flow={flow} />;
  }
  const node = nodes.data?.find(({ id }) => id === nodeId);
  if (flows.data !== undefined && node?.identified) return <Review node={node} />;
  return <NotYet nodeId={nodeId} error={nodes.error ?? flows.error} isKnown={nodes.data !== undefined} />;
}

/** Before anything can be planned: the list is not here yet, the node is gone, or it is not identified. */
function NotYet(props: { readonly nodeId: string; readonly error: unknown; readonly isKnown: boolean }) {
  const { nodeId, error } = props;
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const node = nodes?.find(({ id }) => id === nodeId);
  const label = node?.name ?? '';
  return (
    <Screen title={words('provisioning.title', { label })} back={back}>
      {error === null ? null : <FailureCard failure={failureOf(error)} />}
      {props.isKnown ? null : <Skeleton rows={5} />}
      {props.isKnown && node === undefined ? (
        <Empty
          title={words('provisioning.gone')}
          acts={<ActLink to="/nodes">{words('identify.gone.act')}</ActLink>}
        >
          <p>{words('provisioning.gone.text')}</p>
        </Empty>
      ) : null}
      {node !== undefined && !node.identified ? (
        <Empty
          title={words('provisioning.notIdentified')}
          acts={
            <ActLink kind="primary" to="/nodes/$nodeId/identify" params={{ nodeId }}>
              {words('provisioning.act.identify', { name: node.name })}
            </ActLink>
          }
        >
          <p>{words('provisioning.notIdentified.text')}</p>
        </Empty>
      ) : null}
    </Screen>
  );
}
