import type { Diagnosis, SurroundingInterface, Surroundings } from '../domain/discovery/surroundings.ts';
import { words } from './words.ts';

/** What a reason means here, in words for the person in front of the rack. */
export function meaningOf({ code, facts }: Diagnosis, around: Surroundings): string {
  if (code === 'other-network') {
    const here = around.interfaces.filter(({ used }) => used).flatMap(ipv4Subnets);
    const lab = around.labSubnet;
    return here.length === 0 || lab === null
      ? words('discovery.diagnosis.other-network.meansShort')
      : words('discovery.diagnosis.other-network.means', { here, lab });
  }
  if (code === 'multicast-blocked' && facts.sign === 'silence' && facts.neighbours !== undefined) {
    return words('discovery.diagnosis.multicast-blocked.silence', { neighbours: facts.neighbours });
  }
  return words(`discovery.diagnosis.${code}.means`);
}

/** Which interface, address or port it is about; null when it is about the laptop as a whole. */
export function whereOf({ code, facts }: Diagnosis): string | null {
  const { address, macs, port, name } = facts;
  const interfaceName = facts.interface ?? facts.interfaces ?? '';
  if (code === 'address-conflict' && address !== undefined) {
    return macs === undefined
      ? words('discovery.diagnosis.where.address', { address })
      : words('discovery.diagnosis.where.machines', { address, macs });
  }
  if (code === 'serial-only' && port !== undefined) {
    return words('discovery.diagnosis.where.port', { port, name: name ?? '' });
  }
  return interfaceName === ''
    ? null
    : words('discovery.diagnosis.where.interface', { interface: interfaceName });
}

const ipv4Subnets = ({ subnets }: SurroundingInterface) => subnets.filter((subnet) => !subnet.includes(':'));
