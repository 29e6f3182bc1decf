import type { Failure } from '../../failure/failure.ts';
import type { Enrolment, Pack } from './pack.ts';

/** What a pack, whose signature holds, is compared with. */
export interface PackContext {
  readonly enrolment: Pick<Enrolment, 'region' | 'site'>;
  /** Version of the pack in use; null when there is none. */
  readonly heldVersion: number | null;
  readonly nowMs: number;
}

/** Why a pack may not be used, or null. The order is fixed: whose it is, then when, then which. */
export function judgePack(pack: Pack, { enrolment, heldVersion, nowMs }: PackContext): Failure | null {
  if (pack.region !== enrolment.region) {
    return { code: 'pack-other-region', facts: { packRegion: pack.region, region: enrolment.region } };
  }
  if (pack.site.id !== enrolment.site) {
    return { code: 'pack-other-site', facts: { packSite: pack.site.id, site: enrolment.site } };
  }
  if (nowMs < Date.parse(pack.notBefore)) {
    return { code: 'pack-from-future', facts: { notBefore: pack.notBefore } };
  }
  if (nowMs >= Date.parse(pack.expiresAt)) {
    return { code: 'pack-expired', facts: { expiredAt: pack.expiresAt } };
  }
  if (heldVersion !== null && pack.version < heldVersion) {
    return { code: 'pack-older', facts: { offered: pack.version, held: heldVersion } };
  }
  return null;
}
