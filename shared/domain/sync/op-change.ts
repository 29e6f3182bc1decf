import type { OpState, Verdict } from './op.ts';

/** A new state for one op; `seq` null keeps the one it has. Only a pull confirms, so `confirmed` is not among them. */
export interface OpChange {
  readonly opId: string;
  readonly state: Exclude<OpState, 'local' | 'confirmed'>;
  readonly seq: number | null;
  readonly detail: string | null;
}

/** What an op becomes by the console's verdict. HTTP 200 says nothing about any of them. */
export function changeByVerdict(verdict: Verdict): OpChange {
  const { opId } = verdict;
  switch (verdict.verdict) {
    case 'accepted':
    case 'duplicate':
      return { opId, state: 'accepted', seq: verdict.seq, detail: null };
    case 'conflict':
      return { opId, state: 'conflict', seq: verdict.seq, detail: verdict.conflictId };
    case 'refused':
      return { opId, state: 'refused', seq: null, detail: verdict.code };
    case 'deferred':
      return { opId, state: 'held', seq: null, detail: verdict.after };
  }
}
