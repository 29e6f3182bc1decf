import type { PullPage } from '../../../shared/domain/sync/pull-page.ts';

/** A page of `count` ops that follows `cursor`, in the feed of `st-example`. Its hashes are no real ones. */
export function samplePull(cursor: number, count: number): PullPage {
  const ops = Array.from({ length: count }, (_, index) => ({
    seq: cursor + index + 1,
    op: {
      opId: `0199a000-0000-7000-8000-${String(cursor + index + 1).padStart(12, '0')}`,
      kind: 'node.found',
      v: 1,
      site: 'st-example',
      region: 'eu-1',
      agg: 'node:1',
      dev: 'laptop-2',
      devSeq: index + 1,
      actor: 'Ada Example',
      at: '2026-11-22T10:00:00.000Z',
      bodyHash: 'b'.repeat(64),
      prevHash: 'c'.repeat(64),
      hash: 'd'.repeat(64),
      salt: '0'.repeat(32),
      body: {},
    } as const,
  }));
  return { ops, nextCursor: cursor + count, more: false };
}
