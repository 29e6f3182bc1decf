import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionPlan } from '../../../shared/domain/provisioning/plan.ts';
import { words } from '../../../shared/words/words.ts';
import { failureLines } from './failure-lines.ts';
import { sizeWords, tookWords } from './figures.ts';
import { facts, table } from './table.ts';

/** A plan: what will happen to which machine, and the one command that makes it happen. */
export function planLines(plan: ProvisionPlan, node: NodeView): readonly string[] {
  const { label, role, hostname, address, talosVersion, disk, dryRun, hash } = plan;
  const size = sizeWords(disk.sizeBytes);
  return [
    words('provisioning.review'),
    ...facts([
      [words('provisioning.line.machine'), [label, node.serial?.value].join(', ')],
      [words('provisioning.line.role'), words('provisioning.line.roleValue', { role, hostname, address })],
      [words('provisioning.line.system'), words('provisioning.line.systemValue', { talosVersion })],
      [
        words('provisioning.line.disk'),
        `${words('provisioning.line.diskValue', { model: disk.model, size })}, ${disk.serial}, ${disk.devPath}`,
      ],
      [words('provisioning.oldData'), disk.oldData.join(', ')],
      [
        words('provisioning.line.dryRun'),
        words(dryRun.accepted ? 'provisioning.line.dryRunYes' : 'provisioning.line.dryRunNo'),
      ],
      [words('provisioning.everything.hash'), hash],
    ]),
    ...(dryRun.accepted ? [words('cli.plan.apply', { label, hash })] : [dryRun.text]),
  ];
}

/** Where a flow stands: its steps with the time that each took, and how to go on. */
export function flowLines(flow: ProvisionView): readonly string[] {
  const { label, at, healthy, steps, planHash: hash } = flow;
  return [
    title(flow),
    ...table(
      steps.map(({ step, tookMs }) => [
        `  ${words(`provisioning.step.${step}`)}`,
        tookMs === null || step === 'done' ? '' : tookWords(tookMs),
      ]),
    ),
    ...(at === 'done' || healthy ? [] : [words('cli.plan.goOn', { label, hash })]),
  ];
}

function title({ label, at, healthy }: ProvisionView): string {
  if (at === 'stopped') return words('provisioning.title.stopped', { label });
  if (at !== 'done') return words('cli.plan.underWay', { label });
  return words(healthy ? 'provisioning.title.done' : 'provisioning.title.doneNotHealthy', { label });
}

/** Why a flow stopped; nothing when it did not. */
export function flowEnding({ failure }: ProvisionView): readonly string[] {
  return failure === null ? [] : failureLines(failure);
}
