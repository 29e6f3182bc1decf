import { useQuery } from '@tanstack/react-query';
import { words } from '../../shared/words/words.ts';
import { discoveryQueries } from '../api/queries.ts';
import { HearingTable } from '../discovery/diagnosis/hearing-table.tsx';
import { UnreadSources } from '../discovery/diagnosis/unread-sources.tsx';
import { Answer } from '../ui/state/answer.tsx';
import { Card, Section } from '../ui/text/card.tsx';

/** The network connections of this laptop: which of them Rounds uses, what is heard there, and why others are left out. */
export function InterfacesCard() {
  const asked = useQuery(discoveryQueries.surroundings());
  return (
    <Section title={words('settings.interfaces')}>
      <Answer of={asked}>
        {({ interfaces, failures }) => (
          <Card>
            <HearingTable interfaces={interfaces} />
            <UnreadSources failures={failures} />
          </Card>
        )}
      </Answer>
    </Section>
  );
}
