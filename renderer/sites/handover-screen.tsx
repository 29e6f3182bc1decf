import { useQuery } from '@tanstack/react-query';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { Screen } from '../app/frame/screen.tsx';
import { ActLink } from '../ui/acts/act-link.tsx';
import { Button } from '../ui/acts/button.tsx';
import { Field } from '../ui/acts/field.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { StateMark } from '../ui/state/state-mark.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { Document } from './document.tsx';
import styles from './handover-screen.module.css';
import { ProofList } from './proof-list.tsx';
import { useSignOff } from './use-sign-off.ts';

/** What was proved, the signature, and the summary that is handed over. */
export function HandoverScreen() {
  const summary = useQuery(siteQueries.handover());
  const signing = useSignOff();
  return (
    <Screen
      title={words('sites.handover.title')}
      lead={words('sites.handover.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      acts={
        <>
          <Button
            kind={signing.isSigned ? 'quiet' : 'primary'}
            onPress={signing.sign}
            isPending={signing.isPending}
          >
            {words(signing.isSigned ? 'sites.handover.act.again' : 'sites.handover.act')}
          </Button>
          {signing.isSigned ? (
            <ActLink kind="primary" to="/ledger">
              {words('sites.taskTitle.sync')}
            </ActLink>
          ) : null}
        </>
      }
    >
      {signing.failure === null ? null : <FailureCard failure={signing.failure} />}
      <ProofList />
      <Section title={words('sites.handover.sign')}>
        {signing.isSigned ? <Signed /> : null}
        <Card>
          <div className={styles.form}>
            <Field
              id="printed-name"
              label={words('sites.handover.name')}
              help={words('sites.handover.signHelp')}
              value={signing.name}
              onChange={signing.setName}
              problem={signing.isNameMissing ? words('sites.handover.name.missing') : null}
            />
            <Field
              label={words('sites.handover.note')}
              help={words('sites.handover.noteHelp')}
              value={signing.note}
              onChange={signing.setNote}
              maxLength={4000}
              rows={3}
            />
          </div>
        </Card>
      </Section>
      <Section title={words('sites.handover.summary')}>
        <Answer of={summary}>{({ html }) => <Document html={html} />}</Answer>
      </Section>
    </Screen>
  );
}

function Signed() {
  return (
    <p className={styles.signed} role="status">
      <StateMark state="ok" />
      {words('sites.handover.signed')}
    </p>
  );
}
