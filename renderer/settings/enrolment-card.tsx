import { useQuery } from '@tanstack/react-query';
import type { VisitOverview } from '../../shared/domain/sites/visit.ts';
import { words } from '../../shared/words/words.ts';
import { siteQueries } from '../api/queries.ts';
import { useEnrol } from '../api/use-enrol.ts';
import { Button } from '../ui/acts/button.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Card, Section } from '../ui/text/card.tsx';
import { KeyValue } from '../ui/text/key-value.tsx';
import { Mono } from '../ui/text/mono.tsx';
import styles from './setup.module.css';

/** Which region, console and person this laptop is bound to; changed only by another file. */
export function EnrolmentCard() {
  const asked = useQuery(siteQueries.overview());
  const { choose, isPending, failure } = useEnrol();
  const isEnrolled = asked.data?.enrolment.state === 'enrolled';
  return (
    <Section title={words('settings.enrolment')}>
      {failure === null ? null : <FailureCard failure={failure} />}
      <Answer of={asked}>
        {({ enrolment }) => (
          <Card>
            <div className={styles.stack}>
              <Enrolled enrolment={enrolment} />
              <div>
                <Button onPress={choose} isPending={isPending}>
                  {words(isEnrolled ? 'settings.enrolment.another' : 'settings.enrolment.act')}
                </Button>
              </div>
            </div>
          </Card>
        )}
      </Answer>
    </Section>
  );
}

function Enrolled({ enrolment }: Pick<VisitOverview, 'enrolment'>) {
  if (enrolment.state === 'none') return <p>{words('settings.enrolment.none')}</p>;
  return (
    <KeyValue
      pairs={[
        { name: words('settings.enrolment.engineer'), value: enrolment.engineer },
        { name: words('settings.enrolment.region'), value: <Mono>{enrolment.region}</Mono> },
        { name: words('settings.enrolment.console'), value: <Mono>{enrolment.consoleUrl}</Mono> },
      ]}
    />
  );
}
