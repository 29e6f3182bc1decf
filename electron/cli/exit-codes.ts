/** How the command line ends; documented in the README and stable. */
export const exitCodes = {
  /** Done, and everything that was looked at is good. */
  ok: 0,
  /** Done, but something needs a person: a fault was found, ops are unsent, a node stopped. */
  attention: 1,
  /** The command itself was wrong. */
  usage: 2,
  /** It could not be done; the message says why and what to do. */
  failed: 3,
  /** A fault of Rounds; the reference finds it in the log. */
  bug: 4,
  /** Stopped by Ctrl-C; what was finished is kept. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
