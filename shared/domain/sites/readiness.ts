import type { Pack } from './pack.ts';
import type { Readiness, ReadinessItem } from './visit.ts';

/** Room that the log, reports and bundles of one visit need beside the images. */
export const VISIT_ROOM_BYTES = 512 * 1024 * 1024;

/** Something that the visit rests on and that ends. `atMs` null: its end could not be read. */
export interface Expiry {
  readonly what: 'pack' | 'client-certificate' | 'cluster-authority';
  readonly atMs: number | null;
}

/** What was looked at to judge readiness. */
export interface ReadinessFacts {
  readonly nowMs: number;
  readonly pack: Pack | null;
  /** Verified again, against the enrolled region's key. */
  readonly signatureHolds: boolean;
  readonly expiries: readonly Expiry[];
  /** Digests of images that are here, whole. */
  readonly imagesHere: ReadonlySet<string>;
  /** Null when the disk did not say. */
  readonly freeBytes: number | null;
}

/** "Ready for this visit": green only when nothing of it needs the internet any more. */
export function judgeReadiness(facts: ReadinessFacts): Readiness {
  const { pack } = facts;
  const items: readonly ReadinessItem[] = [
    item('pack', pack !== null, pack === null ? {} : { version: pack.version }),
    item('signature', pack !== null && facts.signatureHolds, {}),
    expiryItem(facts),
    imagesItem(facts),
    roomItem(facts),
  ];
  return { ready: items.every(({ state }) => state === 'ok'), items };
}

function item(code: ReadinessItem['code'], isOk: boolean, facts: ReadinessItem['facts']): ReadinessItem {
  return { code, state: isOk ? 'ok' : 'fault', facts };
}

/** The first to expire decides; the visit must end before it does, and it must not have expired yet. */
function expiryItem({ nowMs, pack, expiries }: ReadinessFacts): ReadinessItem {
  if (pack === null) return item('expiry', false, {});
  const unread = expiries.find(({ atMs }) => atMs === null);
  if (unread !== undefined) return item('expiry', false, { what: unread.what });
  const [first] = expiries
    .map(({ what, atMs }) => ({ what, atMs: atMs ?? 0 }))
    .sort((one, other) => one.atMs - other.atMs);
  if (first === undefined) return item('expiry', false, {});
  const { endsAt } = pack.visit;
  const facts = { what: first.what, expiresAt: new Date(first.atMs).toISOString(), visitEndsAt: endsAt };
  return item('expiry', nowMs < first.atMs && Date.parse(endsAt) <= first.atMs, facts);
}

function imagesItem({ pack, imagesHere }: ReadinessFacts): ReadinessItem {
  if (pack === null) return item('images', false, {});
  const here = pack.images.filter(({ digest }) => imagesHere.has(digest)).length;
  return item('images', here === pack.images.length, { here, total: pack.images.length });
}

function roomItem({ pack, imagesHere, freeBytes }: ReadinessFacts): ReadinessItem {
  const missingBytes = (pack?.images ?? [])
    .filter(({ digest }) => !imagesHere.has(digest))
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const neededBytes = VISIT_ROOM_BYTES + missingBytes;
  if (freeBytes === null) return item('disk-space', false, { neededBytes });
  return item('disk-space', freeBytes >= neededBytes, { freeBytes, neededBytes });
}
