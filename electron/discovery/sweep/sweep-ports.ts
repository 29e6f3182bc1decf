/** What a sweep needs from the world: a probe, a log that survives, and a place to export it to. */
import type { SweepDetails } from '../../../shared/domain/discovery/sweep/sweep-details.ts';
import type { SweepEnding } from '../../../shared/domain/discovery/sweep-report.ts';

/** `no-room`: this laptop had no socket, port or buffer for it, so nothing was learnt of the address. */
export type ProbeOutcome = 'open' | 'closed' | 'silent' | 'unreachable' | 'no-room';
export interface Prober {
  /** Entries of this system's neighbour table. */
  readonly neighbourEntries: number;
  /** New addresses a second that this system's neighbour table carries. */
  readonly perSecondLimit: number;
  /**
   * One connection attempt, closed at once without a goodbye exchange. A refusal means that somebody is there.
   * Under 1 s it sends one SYN. Rejects only when the signal aborts.
   */
  probe(
    address: string,
    port: number,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: ProbeOutcome; readonly tookMs: number }>;
}

/** One question to one address, written down before it is sent. */
export interface Ask {
  /** Counts from 1 in each sweep. */
  readonly number: number;
  readonly address: string;
  /** 1, or more when an earlier answer of this address was doubtful or the laptop had no room. */
  readonly attempt: number;
  /** `canary`: a known-live machine, asked to see whether the network still answers. */
  readonly purpose: 'range' | 'canary';
}
/** What became of it. `stopped`: asked, and the sweep ended before the answer. `not-asked`: it ended before the question. */
export type TouchOutcome = ProbeOutcome | 'stopped' | 'not-asked';
export interface Touch extends Ask {
  readonly atMs: number;
  readonly outcome: TouchOutcome;
}
/** As the log has it after the engine died: `unknown` when it was about to be asked, or was asked without an answer yet. */
export interface LoggedTouch extends Ask {
  readonly atMs: number | null;
  readonly outcome: TouchOutcome | 'unknown';
}

export interface SweepEntry {
  /** Also the id of its op. */
  readonly id: string;
  readonly range: string;
  readonly port: number;
  readonly pace: string;
  readonly startedAtMs: number;
  readonly details: SweepDetails;
}
export interface SweepEnd {
  readonly endedAtMs: number;
  readonly ending: SweepEnding;
}
export interface StoredSweep extends SweepEntry {
  /** Null while it runs. */
  readonly end: SweepEnd | null;
  /** Different addresses that were asked, and how many of them were open. */
  readonly touched: number;
  readonly answered: number;
}
/** The log of every address touched, for the hospital's security team. Everything is on disk when a call returns. */
export interface SweepLog {
  begin(site: string, entry: SweepEntry): void;
  /** What will be asked next, and what became of what was asked before. */
  write(sweepId: string, lot: { readonly ahead: readonly Ask[]; readonly touches: readonly Touch[] }): void;
  end(sweepId: string, end: SweepEnd): void;
  find(site: string, sweepId: string): StoredSweep | null;
  /** The newest hundred, newest first. */
  all(site: string): readonly StoredSweep[];
  /** Touches after the given number, in order, at most `limit`. */
  page(sweepId: string, afterNumber: number, limit: number): readonly LoggedTouch[];
  /** Sweeps that were begun and never ended: the engine died meanwhile. */
  unended(site: string): readonly SweepEntry[];
}

/** Files that appear whole or not at all, the one that the others belong to last. Throws `sweep-log-unwritable`. */
export interface ExportDraft {
  /** Adds to the end of the file with this ending, for example `''` or `.minisig`. */
  append(ending: string, text: string): Promise<void>;
  /** On disk when it resolves, the file without an ending last. */
  publish(): Promise<void>;
  discard(): Promise<void>;
}
export type OpenExport = (path: string) => ExportDraft;
