import type { LedgerPage, Op, OpState } from '../../shared/domain/sync/op.ts';
import type { OpChange } from '../../shared/domain/sync/op-change.ts';
import type { PullPage } from '../../shared/domain/sync/pull-page.ts';

/** What the outbox needs of storage: where the console stands with each op. Ops themselves never change. */
export interface OutboxStore {
  /** Ops that the console should be offered, in devSeq order: never sent, sent without an answer, held. */
  outbox(query: OutboxQuery): readonly Op[];
  /** Writes what the console said. Ops that were read back meanwhile stay `confirmed`. Throws `disk-full`. */
  change(changes: readonly OpChange[]): void;
  /** Keeps one page of the console's feed, confirms what came back with an equal hash, moves the cursor. */
  keepPage(site: string, page: PullPage, atMs: number): void;
  cursor(site: string): number;
  tally(dev: string): Tally;
  /** Whether a device recorded something, beside its enrolment, that the console may not have yet. */
  hasUnsentWork(dev: string): boolean;
  ledger(query: LedgerQuery): LedgerPage;
}

export interface OutboxQuery {
  readonly dev: string;
  readonly region: string;
  readonly afterDevSeq: number;
  readonly limit: number;
}
/** How many ops of a device are in each state. */
export interface Tally {
  readonly states: Readonly<Record<OpState, number>>;
  readonly lastConfirmedAtMs: number | null;
}
export interface LedgerQuery {
  readonly filter: 'all' | 'unsent' | 'confirmed' | 'needs-you';
  readonly offset: number;
  readonly limit: number;
}
