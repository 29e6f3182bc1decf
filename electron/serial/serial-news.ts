import type { SerialParts } from './serial-ports.ts';

export interface SerialNews {
  /** Something changed; told now, or with others within a quarter of a second. */
  changed(): void;
  stop(): void;
}

/** A console prints hundreds of lines a second while it starts; nobody reads them one by one. */
const TELL_EVERY_MS = 250;

/** Tells the page at most four times a second, and calls `beforeTelling` each time. */
export function createSerialNews(
  { clock, announce, log }: Pick<SerialParts, 'clock' | 'announce' | 'log'>,
  beforeTelling: () => void,
): SerialNews {
  const stop = new AbortController();
  let isPausing = false;
  let isDue = false;
  const tell = (): void => {
    isPausing = true;
    isDue = false;
    try {
      beforeTelling();
    } catch (error) {
      log.bug('serial news', error);
    }
    announce('serial.changed', null);
    clock.wait(TELL_EVERY_MS, stop.signal).then(
      () => {
        isPausing = false;
        if (isDue) tell();
      },
      // Only the stop, and then nothing more is told.
      () => undefined,
    );
  };
  return {
    changed: () => {
      if (stop.signal.aborted) return;
      isDue = true;
      if (!isPausing) tell();
    },
    stop: () => stop.abort(new Error('serial stopped')),
  };
}
