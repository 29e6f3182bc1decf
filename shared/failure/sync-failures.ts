/** Failures of reaching the console and syncing. */
export interface SyncFailureFacts {
  'console-unreachable': { readonly url: string; readonly detail: string };
  'console-refused': { readonly url: string; readonly status: number };
  'console-answer-wrong': { readonly url: string; readonly detail: string };
  'console-other-region': { readonly region: string; readonly found: string };
  'log-broken': { readonly devSeq: number };
}
export const syncFailureCodes = {
  'console-unreachable': 'SYNC-001',
  'console-refused': 'SYNC-002',
  'console-answer-wrong': 'SYNC-003',
  'console-other-region': 'SYNC-004',
  'log-broken': 'SYNC-010',
} as const satisfies Record<keyof SyncFailureFacts, string>;
