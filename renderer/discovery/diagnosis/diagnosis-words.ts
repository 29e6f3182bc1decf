import type {
  Diagnosis,
  DiagnosisCode,
  SurroundingInterface,
  Surroundings,
} from '../../../shared/domain/discovery/surroundings.ts';
import { words } from '../../../shared/words/words.ts';

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

/** What a reason means here, in words for the person in front of the rack. */
export function meaningOf({ code, facts }: Diagnosis, around: Surroundings): string {
  if (code === 'other-network') {
    const here = around.interfaces.filter(({ used }) => used).flatMap(ipv4Subnets);
    const lab = around.labSubnet;
    return here.length === 0 || lab === null
      ? words('discovery.diagnosis.other-network.meansShort')
      : words('discovery.diagnosis.other-network.means', { here, lab });
  }
  const means = words(`discovery.diagnosis.${code}.means`);
  if (code !== 'address-conflict' || facts.address === undefined) return means;
  return `${words('discovery.diagnosis.address-conflict.at', { address: facts.address })} ${means}`;
}

const ipv4Subnets = ({ subnets }: SurroundingInterface) => subnets.filter((subnet) => !subnet.includes(':'));
