import type { LedgerEntry } from './op.ts';

/** `detail` of an op whose id came back from the console with another content. */
export const HASH_DIFFERS = 'hash-differs';

/** What an op on this laptop becomes when the console's feed brings its id back. */
export interface ReadBack {
  readonly state: 'confirmed' | 'conflict';
  readonly detail: string | null;
  /** True when the console has proved that it holds exactly this op. */
  readonly proved: boolean;
}

/**
 * An op is confirmed only by its own hash coming back, whatever was thought of it before. One that a person
 * must decide about is proved to be held as well but stays theirs to decide.
 */
export function readBack(
  local: Pick<LedgerEntry, 'state' | 'detail'> & { readonly hash: string },
  hash: string,
): ReadBack {
  if (local.hash !== hash) return { state: 'conflict', detail: HASH_DIFFERS, proved: false };
  if (local.state === 'conflict') return { state: 'conflict', detail: local.detail, proved: true };
  return { state: 'confirmed', detail: null, proved: true };
}
