import type { Failure } from '../../failure/failure.ts';
import type { CheckCode } from './check-codes.ts';

/** Numbers carry their unit in the name (`latencyMs`), so that two visits can be compared. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;
export type Severity = 'blocks' | 'degrades' | 'note';

/** A check that finds a fault has worked. Only `unknown` means that the check itself did not. */
export type Finding =
  | { readonly state: 'ok'; readonly facts: Facts }
  | {
      readonly state: 'fault';
      readonly severity: Severity;
      /** With `kind`: which of the check's faults it is, one word in camelCase that its message selects on. */
      readonly facts: Facts;
      /** Who can fix this very fault, where it is not the owner of the check. */
      readonly owner?: CheckOwner;
    }
  | { readonly state: 'unknown'; readonly failure: Failure }
  | { readonly state: 'skipped'; readonly because: string };

/** A read-only test with a stable code. */
export interface Check<Context> {
  /** Kebab-case, never reused: stored in reports and keyed by the words table. */
  readonly code: CheckCode;
  /**
   * Codes whose blocking fault makes this one pointless; only checks listed above it. A note, a
   * degradation or an unknown does not stop it: what can still be learnt is learnt.
   */
  readonly needs: readonly CheckCode[];
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
  /** Site time minus this laptop's clock, as last measured; null when no time server has answered yet. */
  readonly clockOffsetMs: number | null;
  readonly entries: readonly CheckEntry[];
}
export interface CheckProgress {
  /** Where it is measured: `laptop`, or the id of the node. */
  readonly from: string;
  readonly done: number;
  readonly total: number;
  /** The entries finished so far, in the order of the list. */
  readonly entries: readonly CheckEntry[];
}
