import { words } from '../../shared/words/words.ts';
import { Screen } from '../app/frame/screen.tsx';
import { AboutCard } from './about-card.tsx';
import { BehaviourCard } from './behaviour-card.tsx';
import { EnrolmentCard } from './enrolment-card.tsx';
import { InterfacesCard } from './interfaces-card.tsx';

/** What this laptop is enrolled for, how Rounds behaves on it, and what it is made of. */
export function SetupScreen() {
  return (
    <Screen
      title={words('settings.title')}
      lead={words('settings.lead')}
      back={{ to: '/', name: words('frame.rail.visit') }}
    >
      <EnrolmentCard />
      <BehaviourCard />
      <InterfacesCard />
      <AboutCard />
    </Screen>
  );
}
