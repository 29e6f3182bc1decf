import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import { words } from '../../shared/words/words.ts';
import { Tick } from '../ui/acts/tick.tsx';
import styles from './provision.module.css';

/** Only where the disk holds something already: what it is, and one tick that it may go. */
export function OldData(props: {
  readonly plan: ProvisionPlan;
  readonly mayErase: boolean;
  readonly onChange: (mayErase: boolean) => void;
  readonly isMissing: boolean;
}) {
  const { oldData, serial } = props.plan.disk;
  if (oldData.length === 0) return null;
  return (
    <div className={styles.oldData} id="old-data">
      <Tick
        isTicked={props.mayErase}
        onChange={props.onChange}
        isWarning
        detail={words('provisioning.oldData.text', { found: oldData })}
      >
        {words('provisioning.oldData.tick', { serial })}
      </Tick>
      <p className={styles.problem} role="status">
        {props.isMissing ? words('provisioning.oldData.missing') : null}
      </p>
    </div>
  );
}
