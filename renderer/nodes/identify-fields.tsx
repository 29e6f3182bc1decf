import { words } from '../../shared/words/words.ts';
import { Field } from '../ui/acts/field.tsx';
import { Section } from '../ui/text/card.tsx';
import styles from './identify.module.css';
import type { Identifying } from './use-identify.ts';

/** What the person reads with their own eyes: the label on the box, and the screen of the machine. */
export function IdentifyFields({ form }: { readonly form: Identifying }) {
  return (
    <Section title={words('identify.read')}>
      <div className={styles.fields}>
        <Field
          id="label-serial"
          label={words('identify.label')}
          help={words('identify.label.help')}
          value={form.labelSerial}
          onChange={form.setLabelSerial}
          problem={form.problems.label}
          isMono
        />
        <Field
          id="console-fingerprint"
          label={words('identify.console')}
          help={words('identify.console.help')}
          value={form.consoleFingerprint}
          onChange={form.setConsoleFingerprint}
          problem={form.problems.console}
          isMono
        />
      </div>
    </Section>
  );
}
