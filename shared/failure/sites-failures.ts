/** Failures of enrolment, packs and readiness. */
export interface SitesFailureFacts {
  'enrolment-unreadable': { readonly detail: string };
  /** One laptop keeps the data of one region. */
  'enrolment-other-region': { readonly region: string; readonly offered: string };
  /** Another device cannot send what this one recorded. */
  'enrolment-work-unsent': { readonly device: string };
  'not-enrolled': Record<never, never>;
  'pack-missing': Record<never, never>;
  'pack-unreadable': { readonly detail: string };
  'pack-too-large': { readonly sizeBytes: number; readonly limitBytes: number };
  'pack-signature-wrong': { readonly keyId: string; readonly expectedKeyId: string };
  'pack-other-region': { readonly packRegion: string; readonly region: string };
  'pack-other-site': { readonly packSite: string; readonly site: string };
  /** The console has no pack for this site. */
  'pack-not-published': { readonly site: string };
  'pack-expired': { readonly expiredAt: string };
  'pack-from-future': { readonly notBefore: string };
  'pack-older': { readonly offered: number; readonly held: number };
  'image-corrupt': { readonly reference: string; readonly digest: string };
}
export const sitesFailureCodes = {
  'enrolment-unreadable': 'SITE-001',
  'not-enrolled': 'SITE-002',
  'pack-missing': 'SITE-003',
  'enrolment-other-region': 'SITE-004',
  'enrolment-work-unsent': 'SITE-005',
  'pack-unreadable': 'SITE-010',
  'pack-too-large': 'SITE-011',
  'pack-signature-wrong': 'SITE-012',
  'pack-other-region': 'SITE-013',
  'pack-expired': 'SITE-014',
  'pack-from-future': 'SITE-015',
  'pack-older': 'SITE-016',
  'pack-other-site': 'SITE-017',
  'pack-not-published': 'SITE-018',
  'image-corrupt': 'SITE-020',
} as const satisfies Record<keyof SitesFailureFacts, string>;
