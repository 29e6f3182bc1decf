import { useState } from 'react';
import type { BundleSource } from '../../shared/domain/bundles/bundle.ts';

/** What is ticked: by default what each source says, then what the person changed. */
export interface Ticks {
  readonly chosen: readonly string[];
  isTicked(source: BundleSource): boolean;
  set(sources: readonly BundleSource[], isTicked: boolean): void;
}

/** Ticks over a list of sources that may grow while the screen is open. */
export function useTicks(sources: readonly BundleSource[]): Ticks {
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const isTicked = ({ id, byDefault }: BundleSource) => changed.get(id) ?? byDefault;
  return {
    chosen: sources.filter(isTicked).map(({ id }) => id),
    isTicked,
    set: (some, to) => setChanged(new Map([...changed, ...some.map(({ id }) => [id, to] as const)])),
  };
}
