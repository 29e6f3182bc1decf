/** Something that was started and must be stopped. */
interface Part {
  stop(): Promise<void>;
}
/** Takes note of a part that is being started, and hands it through. */
export type Keep = <T extends Part>(starting: Promise<T>) => Promise<T>;

/** Keeps account of what has been started, so that all of it is stopped, also when a later part fails to start. */
export interface Parts {
  readonly keep: Keep;
  /** Runs before the parts are stopped. */
  onStop(end: () => void): void;
  /** Stops everything once; waits for parts that are still starting. Throws what a part throws. */
  stop(): Promise<void>;
}

export function createParts(): Parts {
  const starting: Promise<Part>[] = [];
  const endings: (() => void)[] = [];
  let stopping: Promise<void> | null = null;
  const stopAll = async () => {
    for (const end of endings) end();
    const begun = await Promise.allSettled(starting);
    // A part that never started has nothing to stop, and its error went to whoever started it.
    const parts = begun.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const ended = await Promise.allSettled(parts.map((part) => part.stop()));
    const failed = ended.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  return {
    keep: (part) => {
      starting.push(part);
      return part;
    },
    onStop: (end) => void endings.push(end),
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
