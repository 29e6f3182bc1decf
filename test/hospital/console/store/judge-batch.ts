import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { opSchema, PushAnswer } from '../../../../shared/console/console-contract.ts';
import type { OpKind } from '../../../../shared/domain/sync/op.ts';
import { type ChainHead, canonicalBytes, chainFault } from '../../../../shared/domain/sync/op-chain.ts';
import { ConsoleRefusal } from '../console-refusal.ts';

export type SentOp = z.infer<typeof opSchema>;
export type SentVerdict = PushAnswer['verdicts'][number];

/** What became of an op that the console keeps. `detail` is the conflict's id, the refusal's code or the opId it waits for. */
export interface OpFate {
  readonly state: 'applied' | 'refused' | 'deferred';
  readonly seq: number | null;
  readonly detail: string | null;
  readonly fixable: boolean;
}
/** An op that is kept already. */
export interface KnownOp extends OpFate {
  readonly opId: string;
  readonly devSeq: number;
  readonly hash: string;
}
/** An op that the batch adds. */
export interface KeptOp extends OpFate {
  readonly op: SentOp;
}
/** The newest applied op of another device that claims the same thing: `claimKey(op)` says what. */
export interface Claim {
  readonly body: Readonly<Record<string, unknown>>;
}
export type Refuse = (op: SentOp) => { readonly code: string; readonly fixable: boolean } | null;

/** Everything that the verdicts depend on, read under the site's lock. */
export interface Ledger {
  readonly known: readonly KnownOp[];
  readonly head: ChainHead;
  readonly nextSeq: number;
  /** By aggregate: the first op of this device that is still refused. */
  readonly refused: ReadonlyMap<string, string>;
  readonly claims: ReadonlyMap<string, Claim>;
  readonly refuse: Refuse;
}
export interface Judgement {
  readonly verdicts: readonly SentVerdict[];
  readonly kept: readonly KeptOp[];
  readonly nextSeq: number;
}

/** Things that two people can say differently; the console keeps both and asks a person. */
export const exclusiveKinds: readonly OpKind[] = ['node.identified', 'visit.signed-off'];

/** What an op of an exclusive kind claims. */
export function claimKey({ kind, agg }: { readonly kind: string; readonly agg: string }): string {
  return `${kind} ${agg}`;
}

/**
 * Gives the verdict of each op in the order that the contract lays down, and what is to be kept.
 * Throws `ConsoleRefusal` 409 `fork` or 422 `chain-broken` for the whole batch.
 */
export function judgeBatch(ops: readonly SentOp[], ledger: Ledger): Judgement {
  const byId = new Map(ledger.known.map((op) => [op.opId, op]));
  const byDevSeq = new Map(ledger.known.map((op) => [op.devSeq, op]));
  const refused = new Map(ledger.refused);
  const kept: KeptOp[] = [];
  const verdicts: SentVerdict[] = [];
  let { head, nextSeq } = ledger;
  for (const op of ops) {
    const known = byId.get(op.opId);
    if (known?.hash === op.hash) {
      verdicts.push(verdictAgain(known));
      continue;
    }
    if (known !== undefined || byDevSeq.has(op.devSeq)) {
      throw new ConsoleRefusal(409, 'fork', `devSeq ${op.devSeq} is known with another hash`);
    }
    if (op.devSeq > head.devSeq + 1) {
      verdicts.push({ opId: op.opId, verdict: 'deferred', after: `devSeq:${head.devSeq + 1}` });
      continue;
    }
    const fault = chainFault(op, head, sha256);
    if (fault !== null) throw new ConsoleRefusal(422, 'chain-broken', `devSeq ${op.devSeq}: ${fault}`);
    const fate = fateOf(op, { ...ledger, refused, nextSeq });
    if (fate.seq !== null) nextSeq = fate.seq + 1;
    if (fate.state === 'refused' && !refused.has(op.agg)) refused.set(op.agg, op.opId);
    kept.push({ op, ...fate });
    verdicts.push(verdictOf(op.opId, fate));
    const now = { opId: op.opId, devSeq: op.devSeq, hash: op.hash, ...fate };
    byId.set(op.opId, now);
    byDevSeq.set(op.devSeq, now);
    head = op;
  }
  return { verdicts, kept, nextSeq };
}

/** Decides what becomes of an op that stands rightly in its chain. */
export function fateOf(
  op: SentOp,
  ledger: Pick<Ledger, 'nextSeq' | 'refused' | 'claims' | 'refuse'>,
): OpFate {
  const refusal = ledger.refuse(op);
  if (refusal !== null) {
    return { state: 'refused', seq: null, detail: refusal.code, fixable: refusal.fixable };
  }
  const waitsFor = ledger.refused.get(op.agg);
  if (waitsFor !== undefined) return { state: 'deferred', seq: null, detail: waitsFor, fixable: false };
  const seq = ledger.nextSeq;
  const claim = ledger.claims.get(claimKey(op));
  const differs =
    claim !== undefined && !Buffer.from(canonicalBytes(claim.body)).equals(canonicalBytes(op.body));
  return { state: 'applied', seq, detail: differs ? `conflict:${seq}` : null, fixable: false };
}

/** An op that is known: applied ones are duplicates, the others have the verdict they had. */
function verdictAgain(known: KnownOp): SentVerdict {
  return known.seq !== null
    ? { opId: known.opId, verdict: 'duplicate', seq: known.seq }
    : verdictOf(known.opId, known);
}

function verdictOf(opId: string, { state, seq, detail, fixable }: OpFate): SentVerdict {
  if (seq === null) {
    return state === 'refused'
      ? { opId, verdict: 'refused', code: detail ?? 'refused', fixable }
      : { opId, verdict: 'deferred', after: detail ?? 'refused' };
  }
  return detail === null
    ? { opId, verdict: 'accepted', seq }
    : { opId, verdict: 'conflict', seq, conflictId: detail };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
