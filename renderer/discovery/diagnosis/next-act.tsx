import { useQuery } from '@tanstack/react-query';
import { words } from '../../../shared/words/words.ts';
import { siteQueries } from '../../api/queries.ts';
import { ActLink } from '../../ui/acts/act-link.tsx';
import { Button } from '../../ui/acts/button.tsx';
import { useAskPlace } from '../ask/ask-place.tsx';
import { SerialLink } from '../serial-link.tsx';
import { useListening } from '../use-listening.ts';
import type { NextStep } from './next-steps.ts';

/** One next step as the button or link that does it; `port` is the console cable that is meant. */
export function NextAct({ step, port = '' }: { readonly step: NextStep; readonly port?: string }) {
  const { goTo } = useAskPlace();
  const listening = useListening();
  const { data: overview } = useQuery(siteQueries.overview());
  const name = words(`discovery.next.${step}`);
  if (step === 'serial') return <SerialLink {...(port === '' ? {} : { port })}>{name}</SerialLink>;
  if (step === 'interfaces') return <ActLink to="/setup">{name}</ActLink>;
  if (step === 'listen') {
    return listening.isListening ? null : <Button onPress={listening.start}>{name}</Button>;
  }
  // Where the pack allows no sweep, none is offered.
  if (step === 'sweep' && (overview?.pack?.sweepAllowed.length ?? 0) === 0) return null;
  return <Button onPress={() => goTo(step)}>{name}</Button>;
}
