import type { Failure } from '../../failure/failure.ts';

/** Numbers carry their unit in the name (`latencyMs`), so that two visits can be compared. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;
export type Severity = 'blocks' | 'degrades' | 'note';

/** A check that finds a fault has worked. Only `unknown` means that the check itself did not. */
export type Finding =
  | { readonly state: 'ok'; readonly facts: Facts }
  | { readonly state: 'fault'; readonly severity: Severity; readonly facts: Facts }
  | { readonly state: 'unknown'; readonly failure: Failure }
  | { readonly state: 'skipped'; readonly because: string };

/** A read-only test with a stable code. */
export interface Check<Context> {
  /** Kebab-case, never reused: stored in reports and keyed by the words table. */
  readonly code: string;
  /** Codes that must be ok first; only checks listed above it. */
  readonly needs: readonly string[];
  readonly timeoutMs: number;
  /** Who can fix a fault. */
  readonly owner: CheckOwner;
  run(context: Context, signal: AbortSignal): Promise<Finding>;
}
export type CheckOwner = 'you' | 'hospital-it' | 'back-office';

/** Where a result was measured: this laptop and interface, or a node. */
export type Vantage =
  | { readonly from: 'laptop'; readonly interfaceName: string | null; readonly address: string | null }
  | { readonly from: 'node'; readonly nodeId: string; readonly name: string };

export interface CheckEntry {
  readonly code: string;
  readonly owner: CheckOwner;
  readonly finding: Finding;
  readonly tookMs: number;
}
export interface CheckReport {
  readonly id: string;
  readonly vantage: Vantage;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly appVersion: string;
  readonly entries: readonly CheckEntry[];
}
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
  /** The entries finished so far, in the order of the list. */
  readonly entries: readonly CheckEntry[];
}
