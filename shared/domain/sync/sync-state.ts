/** What the sync engine remembers, what it is told, and what it asks for. `sync-machine.ts` puts them together. */
import type { Failure } from '../../failure/failure.ts';
import type { ConsoleProblem } from './console-problem.ts';
import type { SyncStatus, Verdict } from './op.ts';
import type { OpChange } from './op-change.ts';
import type { PullPage, SiteCursor } from './pull-page.ts';

/** Each phase carries what is known by then. `call` numbers the one call that may be answered in it. */
export type SyncPhase =
  | { readonly at: 'idle' }
  | { readonly at: 'greeting'; readonly call: number }
  /** Waits for the outbox to be read from storage, after `afterDevSeq`. */
  | ({ readonly at: 'reading'; readonly pulled: boolean } & Round)
  | ({
      readonly at: 'pushing';
      readonly call: number;
      readonly opIds: readonly string[];
      readonly lastDevSeq: number;
    } & Round)
  | ({ readonly at: 'pulling'; readonly call: number; readonly feed: SiteCursor } & Round)
  /** Goes on by itself at `untilMs`. */
  | { readonly at: 'waiting'; readonly untilMs: number }
  /** Goes on only when a person asks or the laptop wakes. */
  | { readonly at: 'stopped'; readonly failure: Failure };

/** What one run through hello, push and pull carries along. */
export interface Round {
  /** Each op is offered once a run: the outbox is read from here on. */
  readonly afterDevSeq: number;
  /** False when the console wants a newer Rounds for pulling; pushing never needs one. */
  readonly canPull: boolean;
}

export interface SyncState {
  readonly phase: SyncPhase;
  readonly connection: SyncStatus['connection'];
  /** Runs that broke off in a row: the exponent of the back-off. */
  readonly failures: number;
  /** Times in a row that nothing moved at all. */
  readonly stalls: number;
  /** Ops in the next batch: halved when the line or the console cannot take them, doubled when they went through. */
  readonly batchOps: number;
  /** No batch was ever taken above this. */
  readonly batchCeiling: number;
  /** Number of the last call. */
  readonly calls: number;
}

export type SyncEvent =
  | { readonly type: 'wake'; readonly by: WakeReason; readonly atMs: number }
  | {
      readonly type: 'greeted';
      readonly call: number;
      readonly askedAtMs: number;
      readonly atMs: number;
      readonly serverTimeMs: number;
      readonly protocol: number;
      /** The region that this laptop is enrolled in, and the one that answered. */
      readonly region: string;
      readonly found: string;
    }
  | {
      readonly type: 'outbox-read';
      readonly ops: readonly { readonly opId: string; readonly devSeq: number }[];
      /** The feed that brings them back, with how far it was read. */
      readonly feed: SiteCursor;
      readonly atMs: number;
      readonly url: string;
    }
  | { readonly type: 'pushed'; readonly call: number; readonly verdicts: readonly Verdict[] }
  | ({ readonly type: 'pulled'; readonly call: number; readonly page: PullPage } & Trouble)
  | ({ readonly type: 'problem'; readonly call: number; readonly problem: ConsoleProblem } & Trouble)
  /** Nothing moved for as long as the watchdog waits. */
  | ({ readonly type: 'stalled'; readonly call: number } & Trouble)
  /** The laptop itself cannot go on: its disk is full, or we made a mistake. */
  | ({ readonly type: 'hindered'; readonly failure: Failure } & Trouble)
  | { readonly type: 'log-broken'; readonly devSeq: number; readonly atMs: number }
  | { readonly type: 'cancelled' };

export type WakeReason = 'person' | 'resume' | 'op' | 'timer';

/** Time, dice (0 to 1) and address, so that the machine needs none of its own. */
export interface Trouble {
  readonly atMs: number;
  readonly chance: number;
  readonly url: string;
}

export type SyncEffect =
  | { readonly do: 'hello'; readonly call: number }
  | { readonly do: 'read-outbox'; readonly afterDevSeq: number; readonly maxOps: number }
  /** Marks the ops as sent, then sends them. */
  | { readonly do: 'push'; readonly call: number; readonly opIds: readonly string[] }
  | { readonly do: 'change'; readonly changes: readonly OpChange[] }
  | { readonly do: 'pull'; readonly call: number; readonly site: string; readonly cursor: number }
  | { readonly do: 'keep-page'; readonly site: string; readonly page: PullPage; readonly atMs: number }
  /** Ends the call that is open, if any, and drops every connection. */
  | { readonly do: 'rebuild' }
  /** Wakes the machine by `timer` after so long, unless another wait is asked for first. */
  | { readonly do: 'wait'; readonly delayMs: number }
  /** The run is over; null when nothing hindered it. */
  | { readonly do: 'settle'; readonly failure: Failure | null };

/** A machine that has just been built. */
export const startState: SyncState = {
  phase: { at: 'idle' },
  connection: { state: 'unknown' },
  failures: 0,
  stalls: 0,
  batchOps: 500,
  batchCeiling: 500,
  calls: 0,
};
