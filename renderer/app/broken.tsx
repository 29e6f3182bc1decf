import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { words } from '../../shared/words/words.ts';
import { failureOf } from '../api/services.tsx';
import { Button } from '../ui/acts/button.tsx';
import { FailureCard } from '../ui/state/failure-card.tsx';
import { Screen } from './frame/screen.tsx';

/** In place of a screen that met a mistake of its own: the frame stays, the work is saved, and one act draws it again. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Screen
      title={words('frame.broken.title')}
      back={{ to: '/', name: words('frame.rail.visit') }}
      acts={
        <Button kind="primary" onPress={again}>
          {words('frame.broken.again')}
        </Button>
      }
    >
      <FailureCard failure={failureOf(error)} />
    </Screen>
  );
}
