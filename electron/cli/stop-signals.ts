/** After this a clean end is given up: all that counts is on disk before anyone is told of it. */
const PATIENCE_MS = 1800;
/** npm passes on the Ctrl-C that the terminal has sent already: so soon after the first it is the same keystroke. */
const SAME_KEYSTROKE_MS = 300;

export interface StopParts {
  /** Where the system's signals arrive. */
  readonly signals: { on(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown };
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** Calls back after so long, unless the process has ended by then. */
  readonly after: (delayMs: number, then: () => void) => void;
  /** Ends the process without waiting for anything. */
  readonly leave: () => void;
}

/** A signal that Ctrl-C aborts. The second Ctrl-C, or a stop that takes longer than 1.8 s, ends the process at once. */
export function listenForStop({ signals, now, after, leave }: StopParts): AbortSignal {
  const stopping = new AbortController();
  let askedAtMs = 0;
  const asked = (): void => {
    if (stopping.signal.aborted) {
      if (now() - askedAtMs >= SAME_KEYSTROKE_MS) leave();
      return;
    }
    askedAtMs = now();
    stopping.abort(new Error('stopped by the person'));
    after(PATIENCE_MS, leave);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) signals.on(name, asked);
  return stopping.signal;
}
