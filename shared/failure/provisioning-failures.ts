/** Failures of talking to a node and provisioning it. */
export interface ProvisioningFailureFacts {
  'node-unreachable': { readonly address: string };
  'node-timeout': { readonly address: string; readonly call: string; readonly afterMs: number };
  'node-not-talos': { readonly address: string };
  'node-answer-too-large': { readonly address: string; readonly limitBytes: number };
  'node-refused-us': { readonly address: string; readonly detail: string };
  'node-refused-config': { readonly node: string; readonly detail: string };
  'not-identified': { readonly node: string };
  'template-missing': { readonly talosVersion: string; readonly offered: readonly string[] };
  'template-unfilled': { readonly placeholder: string };
  'template-unreadable': { readonly detail: string };
  'disk-missing': { readonly node: string; readonly rule: string };
  'disk-ambiguous': { readonly node: string; readonly rule: string; readonly found: number };
  'plan-changed': { readonly node: string };
  'install-failed': { readonly node: string };
  'did-not-come-back': { readonly node: string; readonly waitedMs: number };
  'not-healthy-in-time': {
    readonly node: string;
    readonly waitedMs: number;
    readonly unmet: readonly string[];
  };
  'bootstrap-refused': { readonly node: string; readonly detail: string };
  'flux-not-ready': { readonly node: string; readonly waitedMs: number; readonly detail: string };
  'tunnel-not-ready': { readonly node: string; readonly waitedMs: number; readonly detail: string };
  'cluster-unreachable': { readonly address: string; readonly detail: string };
  'cluster-answer-wrong': { readonly address: string; readonly detail: string };
}
export const provisioningFailureCodes = {
  'node-unreachable': 'NODE-001',
  'node-timeout': 'NODE-002',
  'node-not-talos': 'NODE-003',
  'node-answer-too-large': 'NODE-004',
  'node-refused-us': 'NODE-005',
  'node-refused-config': 'NODE-010',
  'not-identified': 'NODE-011',
  'template-missing': 'NODE-012',
  'template-unfilled': 'NODE-013',
  'template-unreadable': 'NODE-014',
  'disk-missing': 'NODE-020',
  'disk-ambiguous': 'NODE-021',
  'plan-changed': 'NODE-022',
  'install-failed': 'NODE-030',
  'did-not-come-back': 'NODE-031',
  'not-healthy-in-time': 'NODE-032',
  'bootstrap-refused': 'NODE-033',
  'flux-not-ready': 'NODE-040',
  'tunnel-not-ready': 'NODE-041',
  'cluster-unreachable': 'NODE-042',
  'cluster-answer-wrong': 'NODE-043',
} as const satisfies Record<keyof ProvisioningFailureFacts, string>;
