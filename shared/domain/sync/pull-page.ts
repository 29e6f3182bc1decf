import type { Op } from './op.ts';

/** One page of a site's feed. */
export interface PullPage {
  readonly ops: readonly { readonly seq: number; readonly op: Op }[];
  readonly nextCursor: number;
  readonly more: boolean;
}

/**
 * Why a page cannot follow `cursor`, or null. A cursor that moved past what the page holds would be a gap that
 * nobody ever looks into again.
 */
export function pageFault(page: PullPage, { site, cursor }: SiteCursor): string | null {
  let last = cursor;
  for (const { seq, op } of page.ops) {
    if (op.site !== site) return 'another site';
    if (seq !== last + 1) return `seq ${seq} after ${last}`;
    last = seq;
  }
  return page.nextCursor === last ? null : `cursor ${page.nextCursor} after ${last}`;
}

/** How far a site's feed was read. */
export interface SiteCursor {
  readonly site: string;
  readonly cursor: number;
}
