import type { PullAnswer } from '../../shared/console/console-contract.ts';
import type { LedgerPage, Op, OpState } from '../../shared/domain/sync/op.ts';

/** What the outbox needs of storage: where the console stands with each op. Ops themselves never change. */
export interface OutboxStore {
  /** Ops that the console should be offered, in devSeq order: never sent, sent without an answer, held. */
  outbox(query: OutboxQuery): readonly Op[];
  /** Writes what the console said. Ops that were read back meanwhile stay `confirmed`. Throws `disk-full`. */
  change(changes: readonly OpChange[]): void;
  /** Keeps one page of the console's feed, confirms what came back with an equal hash, moves the cursor. */
  keepPage(site: string, page: PullAnswer, atMs: number): void;
  /** Sites of a region that still have ops to confirm, with the cursor of each. */
  openSites(region: string): readonly SiteCursor[];
  cursor(site: string): number;
  tally(): Tally;
  ledger(query: LedgerQuery): LedgerPage;
}

export interface OutboxQuery {
  readonly dev: string;
  readonly region: string;
  readonly afterDevSeq: number;
  readonly limit: number;
}
/** A new state for one op; `seq` null keeps the one it has. */
export interface OpChange {
  readonly opId: string;
  readonly state: Exclude<OpState, 'local' | 'confirmed'>;
  readonly seq: number | null;
  readonly detail: string | null;
}
export interface SiteCursor {
  readonly site: string;
  readonly cursor: number;
}
/** How many ops are in each state. */
export interface Tally {
  readonly states: Readonly<Record<OpState, number>>;
  readonly lastConfirmedAtMs: number | null;
}
export interface LedgerQuery {
  readonly filter: 'all' | 'unsent' | 'confirmed' | 'needs-you';
  readonly offset: number;
  readonly limit: number;
}
