/** Failures of serial ports. */
export interface SerialFailureFacts {
  'serial-unknown': { readonly path: string };
  /** Another program has it. */
  'serial-busy': { readonly path: string };
  /** `group` is the one that owns the device on Linux, such as `dialout`; `none` where there is none. */
  'serial-forbidden': { readonly path: string; readonly group: string };
  'serial-driver-missing': { readonly path: string };
  'serial-vanished': { readonly path: string };
  'serial-not-a-port': { readonly path: string };
  'serial-send-locked': { readonly path: string };
  'serial-not-open': { readonly path: string };
  'serial-failed': { readonly path: string; readonly detail: string };
}
export const serialFailureCodes = {
  'serial-unknown': 'SER-001',
  'serial-busy': 'SER-002',
  'serial-forbidden': 'SER-003',
  'serial-driver-missing': 'SER-004',
  'serial-vanished': 'SER-005',
  'serial-not-a-port': 'SER-006',
  'serial-send-locked': 'SER-007',
  'serial-not-open': 'SER-008',
  'serial-failed': 'SER-009',
} as const satisfies Record<keyof SerialFailureFacts, string>;
