import type { ReactNode } from 'react';
import { FailureError } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { Button } from '../acts/button.tsx';
import { FailureCard } from './failure-card.tsx';
import { Skeleton } from './skeleton.tsx';

/** The part of a query that this needs. */
interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  refetch(): unknown;
}

/** An answer when it is there; until then its skeleton, and when it cannot be had, why. An answer once seen stays. */
export function Answer<T>(props: {
  readonly of: Asked<T>;
  readonly waiting?: ReactNode;
  readonly children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.of;
  if (data !== undefined) return props.children(data);
  const failure = error instanceof FailureError ? error.failure : null;
  // While the engine restarts the banner says so; the screen only waits, and is asked again by itself.
  if (error === null || failure?.code === 'engine-away') return props.waiting ?? <Skeleton />;
  return (
    <FailureCard failure={failure ?? { code: 'unexpected', facts: { reference: 'page' } }}>
      <Button onPress={() => void refetch()}>{words('frame.tryAgain')}</Button>
    </FailureCard>
  );
}
