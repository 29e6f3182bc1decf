import { PUSH_LIMIT_BYTES } from '../../shared/console/console-contract.ts';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { Op } from '../../shared/domain/sync/op.ts';
import type { SyncEffect, SyncEvent } from '../../shared/domain/sync/sync-state.ts';
import type { OutboxStore } from './outbox-store.ts';

/** Room for the fields around the ops of a batch. */
const ENVELOPE_BYTES = 2048;

/** The effects that concern storage alone. They happen at once and whole, or throw `disk-full` and not at all. */
export type StorageEffect = Extract<SyncEffect, { do: 'read-outbox' | 'change' | 'keep-page' }>;

export function isStorageEffect(effect: SyncEffect): effect is StorageEffect {
  return effect.do === 'read-outbox' || effect.do === 'change' || effect.do === 'keep-page';
}

/** Does it, and returns what the machine is told of it, if anything. */
export function runStorageEffect(
  effect: StorageEffect,
  {
    store,
    enrolment,
    atMs,
  }: { readonly store: OutboxStore; readonly enrolment: Enrolment; readonly atMs: number },
): SyncEvent | null {
  switch (effect.do) {
    case 'change':
      store.change(effect.changes);
      return null;
    case 'keep-page':
      store.keepPage(effect.site, effect.page, effect.atMs);
      return null;
    case 'read-outbox': {
      const { region, device, site, consoleUrl } = enrolment;
      const { afterDevSeq, maxOps } = effect;
      const ops = fitting(store.outbox({ dev: device.id, region, afterDevSeq, limit: maxOps }));
      return {
        type: 'outbox-read',
        ops: ops.map(({ opId, devSeq }) => ({ opId, devSeq })),
        feed: { site, cursor: store.cursor(site) },
        atMs,
        url: consoleUrl,
      };
    }
  }
}

/** As many of the first ops as one push may hold, and at least one. */
function fitting(ops: readonly Op[]): readonly Op[] {
  let leftBytes = PUSH_LIMIT_BYTES - ENVELOPE_BYTES;
  const count = ops.findIndex((op) => {
    leftBytes -= Buffer.byteLength(JSON.stringify(op)) + 1;
    return leftBytes < 0;
  });
  return count === -1 ? ops : ops.slice(0, Math.max(1, count));
}
