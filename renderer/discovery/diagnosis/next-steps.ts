import type { DiagnosisCode } from '../../../shared/domain/discovery/surroundings.ts';

/** What can be done about a reason from this screen. */
export type NextStep = 'listen' | 'type' | 'list' | 'sweep' | 'serial' | 'interfaces';

/** The steps that help against each reason, the best first. */
export const nextSteps: { readonly [C in DiagnosisCode]: readonly NextStep[] } = {
  'not-listening': ['listen'],
  'no-interface': ['interfaces', 'serial'],
  'cable-out': ['serial'],
  'no-address': ['serial', 'interfaces'],
  'only-vpn': ['interfaces', 'serial'],
  'other-network': ['type', 'list', 'sweep'],
  'permission-denied': ['type', 'list', 'serial'],
  'multicast-blocked': ['type', 'list', 'sweep'],
  'port-taken': ['type'],
  flooded: ['type', 'list'],
  'answers-for-everything': ['type', 'serial'],
  'nobody-answers': ['type', 'serial', 'sweep'],
  'address-conflict': ['serial'],
  'serial-only': ['serial'],
};
