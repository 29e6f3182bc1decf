/** Failures of the engine itself: storage, keys, contract. */
export interface EngineFailureFacts {
  /** A bug of ours. `reference` finds the whole error in the app's log. */
  unexpected: { readonly reference: string };
  cancelled: { readonly what: string };
  'bad-request': { readonly call: string; readonly detail: string };
  'engine-away': Record<never, never>;
  'keystore-unavailable': {
    /** `key-file`: the command line has no password store and was given no readable file instead. */
    readonly reason: 'no-keyring' | 'unreadable' | 'backend-changed' | 'key-file';
    readonly detail: string;
  };
  'database-unreadable': { readonly path: string };
  'database-newer': { readonly path: string; readonly found: number; readonly known: number };
  'disk-full': { readonly path: string };
  busy: { readonly what: string };
  /** A command line that says something else than its usage. */
  'wrong-command': { readonly detail: string };
}
export const engineFailureCodes = {
  unexpected: 'APP-001',
  cancelled: 'APP-002',
  'bad-request': 'APP-003',
  'engine-away': 'APP-004',
  'keystore-unavailable': 'APP-010',
  'database-unreadable': 'APP-011',
  'database-newer': 'APP-012',
  'disk-full': 'APP-013',
  busy: 'APP-014',
  'wrong-command': 'APP-015',
} as const satisfies Record<keyof EngineFailureFacts, string>;
