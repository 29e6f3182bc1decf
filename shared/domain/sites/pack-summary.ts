import type { Pack } from './pack.ts';
import type { PackSummary } from './visit.ts';

/** What the page may know of a pack: named field by field, so that a new secret never slips through. */
export function packSummary(pack: Pack, imagesHere: ReadonlySet<string>): PackSummary {
  return {
    siteId: pack.site.id,
    siteName: pack.site.name,
    region: pack.region,
    version: pack.version,
    issuedAt: pack.issuedAt,
    expiresAt: pack.expiresAt,
    visitTitle: pack.visit.title,
    visitStartsAt: pack.visit.startsAt,
    visitEndsAt: pack.visit.endsAt,
    imagesHere: pack.images.filter(({ digest }) => imagesHere.has(digest)).length,
    imagesTotal: pack.images.length,
    slots: pack.slots.map(({ id, hostname, label, place, role, address }) => ({
      id,
      hostname,
      label,
      place,
      role,
      address,
    })),
    sweepAllowed: pack.network.sweep.allow,
  };
}
