import { words } from '../../shared/words/words.ts';
import { Section } from '../ui/text/card.tsx';
import { ConsoleField } from './console/console-field.tsx';
import styles from './identify.module.css';
import { LabelField } from './label-field.tsx';
import type { Identifying } from './use-identify.ts';

/** What the person reads with their own eyes, or has read by scanner and cable: the label and the machine's own words. */
export function IdentifyFields({ form }: { readonly form: Identifying }) {
  return (
    <Section title={words('identify.read')}>
      <div className={styles.fields}>
        <LabelField form={form} />
        <ConsoleField form={form} />
      </div>
    </Section>
  );
}
