/** One writer, any number of readers, each with its own queue. */
export interface Broadcast<T> {
  send(item: T): void;
  /** Everything sent from now on, until the signal aborts; ends quietly then. Registers at once, not at the first read. */
  subscribe(signal: AbortSignal): AsyncIterable<T>;
}

/** Makes a broadcast without memory: history is the business of the caller. */
export function createBroadcast<T>(): Broadcast<T> {
  const readers = new Set<(item: T) => void>();
  return {
    send: (item) => {
      for (const reader of readers) reader(item);
    },
    subscribe(signal) {
      const queue: T[] = [];
      let wake: (() => void) | null = null;
      const reader = (item: T) => {
        queue.push(item);
        wake?.();
      };
      const stop = () => {
        readers.delete(reader);
        wake?.();
      };
      if (!signal.aborted) {
        readers.add(reader);
        signal.addEventListener('abort', stop, { once: true });
      }
      return (async function* () {
        try {
          while (!signal.aborted) {
            for (let item = queue.shift(); item !== undefined; item = queue.shift()) yield item;
            if (signal.aborted) return;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        } finally {
          readers.delete(reader);
          signal.removeEventListener('abort', stop);
        }
      })();
    },
  };
}
