import type { Op } from '../../shared/domain/sync/op.ts';
import type { ChainHead } from '../../shared/domain/sync/op-chain.ts';

/** What the op log needs of storage. Nothing in it can change or remove an op. */
export interface OpLogStore {
  /** The op with this id, or null. */
  find(opId: string): Op | null;
  /** The last op of a device, or null before its first. */
  head(dev: string): ChainHead | null;
  /** On disk when it returns, unless it joins a write that is open. Throws `disk-full`, and then nothing is kept. */
  append(op: Op): void;
  /** Devices that have ops here: one per enrolment. */
  devices(): readonly string[];
  /** Ops after `afterDevSeq` in order, at most `limit`; `op` is null when the row cannot be read any more. */
  chain(dev: string, afterDevSeq: number, limit: number): readonly ChainRow[];
}

export interface ChainRow {
  readonly devSeq: number;
  readonly op: Op | null;
}
