/** Watches how long this thread works in one go: what nobody else can use. Processor time, so that a busy machine does not count. */
export interface TurnWatch {
  /** Ends the watch and gives the longest turn in milliseconds. */
  stop(): Promise<number>;
}

/** Starts watching. */
export function watchTurns(): TurnWatch {
  let longestMs = 0;
  let isOver = false;
  const usedMs = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const watching = (async () => {
    for (let before = usedMs(); !isOver; before = usedMs()) {
      await new Promise((resolve) => setImmediate(resolve));
      longestMs = Math.max(longestMs, usedMs() - before);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return longestMs;
    },
  };
}
