/** The few things that every service is given. Each noun keeps its own ports in its own folder. */

import type { NewsName, PayloadOf } from '../shared/contract/define.ts';
import type { EngineContract } from '../shared/contract/engine-contract.ts';
import type { NodeView } from '../shared/domain/nodes/node-view.ts';
import type { Enrolment, Pack } from '../shared/domain/sites/pack.ts';
import type { Op, OpKind } from '../shared/domain/sync/op.ts';
import type { NodeTarget } from './nodes/node-link.ts';

/** Time and timers, so that tests own both. */
export interface Clock {
  /** Milliseconds since 1970, by the laptop's clock. */
  now(): number;
  /** Resolves after `delayMs`, rejects with the signal's reason when aborted. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** The app's own log: one JSON line each, never with secrets, rotated by size. */
export interface Log {
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  /** Logs the whole error with its causes under a short reference, and returns that reference. */
  bug(event: string, error: unknown): string;
}
export type LogFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Tells every listener of the engine that something changed. */
export type Announce = <N extends NewsName<EngineContract>>(
  name: N,
  payload: PayloadOf<EngineContract[N]>,
) => void;

/** Records what happened; returns only after the op is on disk. Throws `disk-full` and `not-enrolled`. */
export interface OpRecorder {
  record(entry: {
    readonly kind: OpKind;
    readonly agg: string;
    readonly body: Readonly<Record<string, unknown>>;
    /** UUIDv7 minted at the person's intent; the same id twice records once. */
    readonly opId?: string;
  }): Op;
}

/** Who this laptop is and which pack it holds. Owned by `sites`. */
export interface CurrentSite {
  enrolment(): Enrolment | null;
  pack(): Pack | null;
  /** Both, or throws `not-enrolled` or `pack-missing`. */
  require(): { readonly enrolment: Enrolment; readonly pack: Pack };
}

/** The nodes known on this visit. Owned by `discovery`. */
export interface NodeBook {
  all(): readonly NodeView[];
  /** Throws `node-unknown`. */
  get(nodeId: string): NodeView;
  /** Where and with what to reach a node now: maintenance by fingerprint, configured by the pack's client certificate. */
  target(nodeId: string): NodeTarget;
}
