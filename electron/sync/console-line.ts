import type {
  HelloAnswer,
  PullAnswer,
  PullRequest,
  PushAnswer,
  PushRequest,
} from '../../shared/console/console-contract.ts';
import type { ConsoleReply } from '../../shared/domain/sync/console-problem.ts';

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Called whenever bytes moved either way, for whoever watches that something happens at all. */
  readonly onProgress: () => void;
}

/**
 * The console of the enrolled region, and no other. Connects within 5 s, gives up after 30 s without a byte.
 * What goes wrong on the way is a value; only the signal's own reason is thrown.
 */
export interface ConsoleLine {
  hello(options: CallOptions): Promise<ConsoleReply<HelloAnswer>>;
  push(request: PushRequest, options: CallOptions): Promise<ConsoleReply<PushAnswer>>;
  pull(request: PullRequest, options: CallOptions): Promise<ConsoleReply<PullAnswer>>;
  /** Drops every connection: the next call builds a new one. */
  reset(): void;
}
