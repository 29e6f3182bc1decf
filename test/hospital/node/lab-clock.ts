/** The node's own pace. Nominal seconds are those of a real machine. */
export interface LabClock {
  /** Resolves after that many nominal seconds; rejects with the signal's reason when it aborts. */
  pass(nominalSeconds: number, signal: AbortSignal): Promise<void>;
  /** Nominal seconds in real milliseconds. */
  realMs(nominalSeconds: number): number;
}

/** A clock that runs `timeScale` times as fast as a real machine. */
export function createLabClock(timeScale: number): LabClock {
  const realMs = (nominalSeconds: number) => (nominalSeconds * 1000) / timeScale;
  return {
    realMs,
    pass: (nominalSeconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const stop = () => {
          clearTimeout(timer);
          reject(signal.reason);
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', stop);
          resolve();
        }, realMs(nominalSeconds));
        signal.addEventListener('abort', stop, { once: true });
      }),
  };
}
