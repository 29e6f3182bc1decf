/** Failures of making and verifying bundles. */
export interface BundlesFailureFacts {
  'bundle-unwritable': { readonly path: string; readonly detail: string };
  'bundle-damaged': { readonly path: string; readonly entry: string };
  'bundle-leak': { readonly entry: string; readonly kind: string };
  'bundle-missing': { readonly path: string };
}
export const bundlesFailureCodes = {
  'bundle-unwritable': 'BNDL-001',
  'bundle-damaged': 'BNDL-002',
  'bundle-leak': 'BNDL-003',
  'bundle-missing': 'BNDL-004',
} as const satisfies Record<keyof BundlesFailureFacts, string>;
