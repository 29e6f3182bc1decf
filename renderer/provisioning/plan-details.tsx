import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import { words } from '../../shared/words/words.ts';
import { Disclosure } from '../ui/acts/disclosure.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Fingerprint } from '../ui/text/mono.tsx';
import { Raw } from '../ui/text/raw.tsx';
import styles from './provision.module.css';

/** The whole plan for those who want to see it: hashes, the dry run's answer, the configuration without its secrets. */
export function PlanDetails({ plan }: { readonly plan: ProvisionPlan }) {
  return (
    <Disclosure title={words('provisioning.everything')}>
      <p className={styles.note}>{words('provisioning.frozen')}</p>
      <KeyValue
        pairs={[
          { name: words('provisioning.everything.hash'), value: <Fingerprint value={plan.hash} /> },
          {
            name: words('provisioning.everything.configHash'),
            value: <Fingerprint value={plan.configSha256} />,
          },
          {
            name: words('provisioning.everything.fingerprint'),
            value: <Fingerprint value={plan.fingerprint} />,
          },
        ]}
      />
      <h3 className={styles.rawTitle}>{words('provisioning.everything.dryRun')}</h3>
      <Raw label={words('provisioning.everything.dryRun')}>{plan.dryRun.text}</Raw>
      <h3 className={styles.rawTitle}>{words('provisioning.everything.config')}</h3>
      <Raw label={words('provisioning.everything.config')}>{plan.configRedacted}</Raw>
    </Disclosure>
  );
}
