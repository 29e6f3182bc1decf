import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import { isMessageKey, words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { ActLink } from '../ui/acts/act-link.tsx';
import { type Step, StepList } from '../ui/progress/step-list.tsx';
import { Section } from '../ui/text/card.tsx';
import { elapsedWords, whenWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { NodeLines } from './node-lines.tsx';
import { back } from './place.ts';

/** It is done: what was proved and how long each took, and where to go from here. */
export function Done({ flow }: { readonly flow: ProvisionView }) {
  const now = useNow();
  const { label, nodeId, startedAtMs, healthy } = flow;
  const endedAtMs = flow.endedAtMs ?? flow.stepStartedAtMs;
  const when = whenWords(endedAtMs, now);
  const took = elapsedWords(endedAtMs - startedAtMs);
  return (
    <Screen
      title={words(healthy ? 'provisioning.title.done' : 'provisioning.title.doneNotHealthy', { label })}
      lead={words('provisioning.lead.done', { when, took })}
      back={back}
      acts={
        <>
          <ActLink to="/checks" search={{ from: nodeId }}>
            {words('provisioning.act.check', { label })}
          </ActLink>
          <NextNode nodeId={nodeId} />
        </>
      }
    >
      <Section title={words('provisioning.proved')}>
        <StepList steps={provedBy(flow)} label={words('provisioning.proved')} />
      </Section>
      <NodeLines flow={flow} />
    </Screen>
  );
}

function provedBy({ steps }: ProvisionView): readonly Step[] {
  return steps.flatMap(({ step, tookMs }): Step[] => {
    const key = `provisioning.proved.${step}`;
    if (!isMessageKey(key) || tookMs === null) return [];
    return [{ id: step, state: 'ok', title: words(key), time: elapsedWords(tookMs) }];
  });
}

/** The next machine that needs the person, else one to watch, or the way out when every one is done. */
function NextNode({ nodeId }: { readonly nodeId: string }) {
  const { data: nodes } = useQuery(discoveryQueries.nodes());
  const next = nextNode(nodes ?? [], nodeId);
  if (next === null) {
    return (
      <ActLink kind="primary" to="/handover">
        {words('provisioning.act.handover')}
      </ActLink>
    );
  }
  const { id, name, stage } = next;
  const to = stage === 'found' ? '/nodes/$nodeId/identify' : '/nodes/$nodeId/provision';
  const act = stage === 'provisioning' ? 'watch' : stage === 'stopped' ? 'continue' : 'next';
  return (
    <ActLink kind="primary" to={to} params={{ nodeId: id }}>
      {words(`provisioning.act.${act}`, { name, label: name })}
    </ActLink>
  );
}

function nextNode(nodes: readonly NodeView[], nodeId: string): NodeView | null {
  const others = nodes.filter(({ id }) => id !== nodeId);
  return (
    others.find(({ stage }) => stage === 'stopped') ??
    others.find(({ stage, answer }) => stage === 'identified' && answer === 'waiting') ??
    others.find(({ stage, answer }) => stage === 'found' && answer === 'waiting') ??
    others.find(({ stage }) => stage === 'provisioning') ??
    null
  );
}
