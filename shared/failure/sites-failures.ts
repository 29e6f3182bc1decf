/** Failures of enrolment, packs and readiness. */
export interface SitesFailureFacts {
  'enrolment-unreadable': { readonly detail: string };
  'not-enrolled': Record<never, never>;
  'pack-missing': Record<never, never>;
  'pack-unreadable': { readonly detail: string };
  'pack-too-large': { readonly sizeBytes: number; readonly limitBytes: number };
  'pack-signature-wrong': { readonly keyId: string; readonly expectedKeyId: string };
  'pack-other-region': { readonly packRegion: string; readonly region: string };
  'pack-expired': { readonly expiredAt: string };
  'pack-from-future': { readonly notBefore: string };
  'pack-older': { readonly offered: number; readonly held: number };
  'image-corrupt': { readonly reference: string; readonly digest: string };
}
export const sitesFailureCodes = {
  'enrolment-unreadable': 'SITE-001',
  'not-enrolled': 'SITE-002',
  'pack-missing': 'SITE-003',
  'pack-unreadable': 'SITE-010',
  'pack-too-large': 'SITE-011',
  'pack-signature-wrong': 'SITE-012',
  'pack-other-region': 'SITE-013',
  'pack-expired': 'SITE-014',
  'pack-from-future': 'SITE-015',
  'pack-older': 'SITE-016',
  'image-corrupt': 'SITE-020',
} as const satisfies Record<keyof SitesFailureFacts, string>;
