import { type ExitCode, exitCodes } from './exit-codes.ts';

/** After this a clean end is given up: all that counts is on disk before anyone is told of it. */
const PATIENCE_MS = 1800;
/** npm passes on the Ctrl-C that the terminal has sent already: so soon after the first it is the same keystroke. */
const SAME_KEYSTROKE_MS = 300;

export interface StopParts {
  /** Called before the process is ended without waiting any longer. */
  readonly atOnce: () => void;
  readonly now: () => number;
  readonly exit: (code: ExitCode) => void;
}

/** A signal that Ctrl-C aborts. The second Ctrl-C, or a stop that takes longer than 1.8 s, ends the process at once. */
export function listenForStop({ atOnce, now, exit }: StopParts): AbortSignal {
  const stopping = new AbortController();
  let askedAtMs = 0;
  const leave = (): void => {
    atOnce();
    exit(exitCodes.cancelled);
  };
  const asked = (): void => {
    if (stopping.signal.aborted) {
      if (now() - askedAtMs >= SAME_KEYSTROKE_MS) leave();
      return;
    }
    askedAtMs = now();
    stopping.abort(new Error('stopped by the person'));
    setTimeout(leave, PATIENCE_MS).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, asked);
  return stopping.signal;
}
