import { useQueryClient } from '@tanstack/react-query';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import { words } from '../../shared/words/words.ts';
import { provisioningQueries } from '../api/queries.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { Screen } from '../app/frame/screen.tsx';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Button } from '../ui/acts/button.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { NodeLines } from './node-lines.tsx';
import { back } from './place.ts';
import { Stages } from './stages.tsx';

/** It stopped: what happened, what it means, what to do; and the way on from the same step. */
export function Stopped({ flow }: { readonly flow: ProvisionView }) {
  const queries = useQueryClient();
  const resume = useAct('provisioning.resume');
  const { label, nodeId } = flow;
  const go = () =>
    resume.mutate(
      { nodeId },
      { onSuccess: () => queries.invalidateQueries({ queryKey: provisioningQueries.list().queryKey }) },
    );
  return (
    <Screen
      title={words('provisioning.title.stopped', { label })}
      lead={words('provisioning.lead.stopped')}
      back={back}
      acts={
        <Button kind="primary" onPress={go} isPending={resume.isPending}>
          {words('provisioning.act.continue', { label })}
        </Button>
      }
    >
      {resume.error === null ? null : <FailureCard failure={failureOf(resume.error)} />}
      {flow.failure === null ? null : (
        <FailureCard failure={flow.failure}>
          <ActLink to="/checks" search={{ from: nodeId }}>
            {words('provisioning.act.check', { label })}
          </ActLink>
          <ActLink to="/bundle">{words('provisioning.act.bundle')}</ActLink>
        </FailureCard>
      )}
      <Stages flow={flow} />
      <NodeLines flow={flow} />
    </Screen>
  );
}
