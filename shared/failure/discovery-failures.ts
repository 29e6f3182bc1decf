/** Failures of finding and identifying nodes. */
export interface DiscoveryFailureFacts {
  'address-unreadable': { readonly typed: string };
  'address-excluded': { readonly address: string };
  'sweep-not-allowed': { readonly range: string };
  'sweep-too-wide': { readonly range: string; readonly addresses: number; readonly limit: number };
  'no-interface': { readonly wanted: string };
  'node-unknown': { readonly node: string };
  /** Two machines go by that name; names on the network are claims. */
  'node-ambiguous': { readonly node: string; readonly meant: readonly string[] };
  'slot-unknown': { readonly slot: string; readonly planned: readonly string[] };
  'slot-taken': { readonly slot: string; readonly node: string };
  'identity-differs': {
    readonly slot: string;
    readonly what: 'serial' | 'fingerprint' | 'uuid' | 'both' | 'incomplete';
  };
  /** Wide sweeps need the range typed again and a reference; `what` says which is missing or differs. */
  'sweep-unauthorised': { readonly range: string; readonly what: 'reference' | 'typed-range' };
  'sweep-unknown': { readonly sweep: string };
  'sweep-log-unwritable': { readonly path: string; readonly detail: string };
  'node-managed-elsewhere': { readonly node: string; readonly by: string };
  'slot-empty': { readonly slot: string };
  'neighbours-unreadable': { readonly detail: string };
  'list-unreadable': { readonly detail: string };
  'rancher-unreachable': { readonly url: string; readonly detail: string };
  /** The token was refused, or may not read clusters. */
  'rancher-refused': { readonly url: string; readonly status: number };
  'rancher-unreadable': { readonly url: string; readonly detail: string };
  'certificate-changed': { readonly address: string; readonly before: string; readonly after: string };
}
export const discoveryFailureCodes = {
  'address-unreadable': 'FIND-001',
  'address-excluded': 'FIND-006',
  'sweep-not-allowed': 'FIND-002',
  'sweep-too-wide': 'FIND-003',
  'no-interface': 'FIND-004',
  'node-unknown': 'FIND-005',
  'node-ambiguous': 'FIND-007',
  'slot-unknown': 'FIND-008',
  'slot-taken': 'FIND-010',
  'identity-differs': 'FIND-011',
  'certificate-changed': 'FIND-012',
  'sweep-unauthorised': 'FIND-013',
  'sweep-unknown': 'FIND-014',
  'node-managed-elsewhere': 'FIND-015',
  'slot-empty': 'FIND-016',
  'neighbours-unreadable': 'FIND-017',
  'list-unreadable': 'FIND-018',
  'rancher-unreachable': 'FIND-019',
  'rancher-refused': 'FIND-020',
  'rancher-unreadable': 'FIND-021',
  'sweep-log-unwritable': 'FIND-022',
} as const satisfies Record<keyof DiscoveryFailureFacts, string>;
