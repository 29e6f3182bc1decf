/** Failures of a check itself: it could not find out. */
export interface ChecksFailureFacts {
  'check-timeout': { readonly check: string; readonly afterMs: number };
  'check-impossible': { readonly check: string; readonly detail: string };
}
export const checksFailureCodes = {
  'check-timeout': 'NET-001',
  'check-impossible': 'NET-002',
} as const satisfies Record<keyof ChecksFailureFacts, string>;
