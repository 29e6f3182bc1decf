import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { provisioningQueries } from '../api/queries.ts';
import { failureOf, useAct } from '../api/services.tsx';
import { Screen } from '../app/frame/screen.tsx';
import { Button } from '../ui/acts/button.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Skeleton } from '../ui/state/skeleton.tsx';
import { Section } from '../ui/text/card.tsx';
import { OldData } from './old-data.tsx';
import { back } from './place.ts';
import { PlanDetails } from './plan-details.tsx';
import { PlanLines } from './plan-lines.tsx';

/** The plan in five lines, read against the machine; below them everything, frozen under one hash. */
export function Review({ node }: { readonly node: NodeView }) {
  const asked = useQuery(provisioningQueries.plan(node.id));
  // A plan that could not be made again is not shown: what it said may no longer be true.
  const plan = asked.isFetching || asked.isError ? undefined : asked.data;
  const [mayErase, setMayErase] = useState(false);
  const apply = useApply(plan, mayErase);
  const problem = apply.error ?? (asked.isFetching ? null : asked.error);
  const label = node.name;
  return (
    <Screen
      title={words('provisioning.title', { label })}
      lead={leadOf(asked.isFetching, plan)}
      back={back}
      acts={
        <>
          <Button onPress={() => void asked.refetch()} isPending={asked.isFetching}>
            {words('provisioning.act.again')}
          </Button>
          <Button
            kind="primary"
            onPress={apply.go}
            isPending={apply.isPending}
            isDisabled={plan === undefined || !plan.dryRun.accepted}
          >
            {words('provisioning.act.apply', { label })}
          </Button>
        </>
      }
    >
      {problem === null ? null : <FailureCard failure={failureOf(problem)} />}
      {asked.isFetching ? <Skeleton rows={5} /> : null}
      {plan === undefined || plan.dryRun.accepted ? null : <FailureCard failure={refusalOf(plan)} />}
      {plan === undefined ? null : (
        <>
          <Section title={words('provisioning.review')}>
            <PlanLines plan={plan} node={node} />
          </Section>
          <OldData plan={plan} mayErase={mayErase} onChange={setMayErase} isMissing={apply.isMissing} />
          <PlanDetails plan={plan} />
        </>
      )}
    </Screen>
  );
}

/** As much of the node's answer as a person reads at once; all of it is under the plan. */
const answerShown = 400;

/** The refusal of a dry run in the words of a refusal: what it means, and who can correct it. */
function refusalOf({ label, dryRun }: ProvisionPlan): Failure {
  const detail = dryRun.text.trim().slice(0, answerShown);
  return { code: 'node-refused-config', facts: { node: label, detail } };
}

function leadOf(isPlanning: boolean, plan: ProvisionPlan | undefined): string {
  if (isPlanning) return words('provisioning.planning');
  // Without a plan the card below says why there is none.
  return plan === undefined ? '\u00a0' : words('provisioning.lead.review');
}

/** Starts exactly the plan that was shown; a disk with data on it needs one more word of the person. */
function useApply(plan: ProvisionPlan | undefined, mayErase: boolean) {
  const queries = useQueryClient();
  const start = useAct('provisioning.start');
  const [wasTried, setWasTried] = useState(false);
  const isMissing = plan !== undefined && plan.disk.oldData.length > 0 && !mayErase;
  const go = () => {
    setWasTried(true);
    if (isMissing) askForWord();
    if (plan === undefined || isMissing) return;
    start.mutate(
      { nodeId: plan.nodeId, planHash: plan.hash },
      { onSuccess: () => queries.invalidateQueries({ queryKey: provisioningQueries.list().queryKey }) },
    );
  };
  return { go, isPending: start.isPending, isMissing: wasTried && isMissing, error: start.error };
}

/** Brings the tick that is missing into view, with the focus on it. */
function askForWord(): void {
  const question = document.getElementById('old-data');
  question?.scrollIntoView({ block: 'center' });
  question?.querySelector('input')?.focus({ preventScroll: true });
}
