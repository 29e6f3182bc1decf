import { useQuery } from '@tanstack/react-query';
import {
  type ProvisionStep,
  type ProvisionView,
  type ProvisionWait,
  provisionSteps,
} from '../../shared/domain/provisioning/flow-view.ts';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { type Step, StepList } from '../ui/progress/step-list.tsx';
import type { State } from '../ui/state/state-mark.tsx';
import { Section } from '../ui/text/card.tsx';
import { elapsedWords } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';

/** The stages a person sees while it runs; the plan itself and the end are not stages. */
export const stages = provisionSteps.filter((step) => step !== 'review' && step !== 'done');

/** The stages from top to bottom with what each took, and the seconds of the one that runs. */
export function Stages({ flow }: { readonly flow: ProvisionView }) {
  const now = useNow(1000);
  const current = flow.at === 'stopped' ? flow.stoppedAt : flow.at;
  const { data: overview } = useQuery(siteQueries.overview());
  const role = overview?.pack?.slots.find(({ id }) => id === flow.slotId)?.role;
  const shown = stages.filter((step) => isOnTheWay(step, flow, role === 'worker'));
  const steps = shown.map((step): Step => {
    const state = stateOf(step, flow, current);
    const time = timeOf(step, flow, now, state);
    const waits = state === 'running' ? waitWords(flow) : null;
    return {
      id: step,
      state,
      title: words(`provisioning.step.${step}`),
      ...(waits === null ? {} : { detail: waits }),
      ...(time === null ? {} : { time }),
    };
  });
  return (
    <Section title={words('provisioning.stages')}>
      <StepList steps={steps} label={words('provisioning.stages')} />
    </Section>
  );
}

/** A worker never starts a cluster, and a stage that was passed over is not shown. */
function isOnTheWay(
  step: ProvisionStep,
  { steps, at, stoppedAt }: ProvisionView,
  isWorker: boolean,
): boolean {
  if (steps.some((one) => one.step === step) || step === at || step === stoppedAt) return true;
  if (isWorker && step === 'bootstrap') return false;
  const last = Math.max(-1, ...steps.map((one) => provisionSteps.indexOf(one.step)));
  return provisionSteps.indexOf(step) > last;
}

function stateOf(step: ProvisionStep, flow: ProvisionView, current: ProvisionStep | null): State {
  if (step === current) return flow.at === 'stopped' ? 'blocks' : 'running';
  const done = flow.steps.find((one) => one.step === step);
  return done === undefined || done.tookMs === null ? 'todo' : 'ok';
}

function timeOf(step: ProvisionStep, flow: ProvisionView, now: number, state: State): string | null {
  const done = flow.steps.find((one) => one.step === step);
  if (state === 'running') {
    const began = done?.startedAtMs ?? flow.stepStartedAtMs;
    return words('provisioning.elapsed', { elapsed: elapsedWords(now - began) });
  }
  return done === undefined || done.tookMs === null ? null : elapsedWords(done.tookMs);
}

/** Waits whose detail is a sentence of somebody else, told after ours. */
const quoting: ReadonlySet<ProvisionWait['reason']> = new Set(['not-yet', 'flux', 'tunnel']);

/** What the running stage waits for; null while it works. */
function waitWords({ waitingFor }: ProvisionView): string | null {
  if (!waitingFor) return null;
  const { reason, detail } = waitingFor;
  const what = words(`provisioning.waiting.${reason}`, { detail });
  return quoting.has(reason) && detail !== '' ? words('provisioning.waitingSays', { what, detail }) : what;
}
