import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { sizeWords } from '../ui/sizes.ts';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Mono } from '../ui/text/mono.tsx';
import styles from './provision.module.css';

/** Five lines that a tired person can hold against the machine: which, what, system, disk, dry run. */
export function PlanLines({ plan, node }: { readonly plan: ProvisionPlan; readonly node: NodeView }) {
  const { data: overview } = useQuery(siteQueries.overview());
  const place = overview?.pack?.slots.find(({ id }) => id === plan.slotId)?.place ?? '';
  const { role, hostname, address, talosVersion, disk, dryRun } = plan;
  return (
    <dl className={styles.lines}>
      <Line name={words('provisioning.line.machine')}>
        <strong>{words('provisioning.line.machineValue', { label: plan.label, place })}</strong>
        {node.serial === null ? null : (
          <small>
            {words('provisioning.line.machineSerial')} <Mono>{node.serial.value}</Mono>
          </small>
        )}
      </Line>
      <Line name={words('provisioning.line.role')}>
        {words('provisioning.line.roleValue', { role, hostname, address })}
      </Line>
      <Line name={words('provisioning.line.system')}>
        {words('provisioning.line.systemValue', { talosVersion })}
      </Line>
      <Line name={words('provisioning.line.disk')} isGrave>
        <strong>
          {words('provisioning.line.diskValue', { model: disk.model, size: sizeWords(disk.sizeBytes) })}
        </strong>
        <small>
          {words('provisioning.line.machineSerial')} <Mono>{disk.serial}</Mono> · <Mono>{disk.devPath}</Mono>
        </small>
      </Line>
      <Line name={words('provisioning.line.dryRun')}>
        <span className={styles.dryRun}>
          <StateMark state={dryRun.accepted ? 'ok' : 'blocks'} />
          {words(dryRun.accepted ? 'provisioning.line.dryRunYes' : 'provisioning.line.dryRunNo')}
        </span>
      </Line>
    </dl>
  );
}

function Line(props: { readonly name: string; readonly children: ReactNode; readonly isGrave?: boolean }) {
  return (
    <div className={props.isGrave ? styles.grave : styles.line}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
