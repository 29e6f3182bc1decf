import type { CheckOwner, Severity } from './check.ts';

/** etcd warns from one second on (etcd-io/etcd#5938). */
const OFF_MS = 1000;
/** A minute off, certificates and tickets begin to fail (connectivity reference A3 #8). */
const FAR_OFF_MS = 60_000;

export interface OffsetFault {
  readonly kind: 'allSilent' | 'disagree' | 'farOff' | 'off' | 'someSilent';
  readonly severity: Severity;
  /** Who is asked to act: a wrong clock belongs to `clockOwner`, a wrong server to the hospital. */
  readonly owner: CheckOwner;
}

/** The offset that is furthest from zero, with its sign; null of none. */
export function worstOffset(offsetsMs: readonly number[]): number | null {
  return offsetsMs.toSorted((one, other) => Math.abs(other) - Math.abs(one))[0] ?? null;
}

/** How far apart the servers are from each other, in ms; null of none. */
export function spreadOf(offsetsMs: readonly number[]): number | null {
  return offsetsMs.length === 0 ? null : Math.max(...offsetsMs) - Math.min(...offsetsMs);
}

/** The gravest thing that the offsets of `servers` time servers say; those missing did not answer. */
export function judgeOffsets(
  offsetsMs: readonly number[],
  servers: number,
  rule: { readonly allSilent: Severity; readonly clockOwner: CheckOwner },
): OffsetFault | null {
  const worst = worstOffset(offsetsMs);
  const spread = spreadOf(offsetsMs);
  if (worst === null || spread === null) {
    return { kind: 'allSilent', severity: rule.allSilent, owner: 'hospital-it' };
  }
  // When the servers contradict each other, nobody's clock can be judged by them.
  if (spread > OFF_MS) return { kind: 'disagree', severity: 'degrades', owner: 'hospital-it' };
  if (Math.abs(worst) > FAR_OFF_MS) return { kind: 'farOff', severity: 'blocks', owner: rule.clockOwner };
  if (Math.abs(worst) > OFF_MS) return { kind: 'off', severity: 'degrades', owner: rule.clockOwner };
  const someSilent = offsetsMs.length < servers;
  return someSilent ? { kind: 'someSilent', severity: 'note', owner: 'hospital-it' } : null;
}
