import type { Check, Facts, Finding, Severity } from '../../../shared/domain/checks/check.ts';
import type { ChosenInterface } from '../choose-interface.ts';
import type { LaptopContext } from '../laptop-context.ts';

/** Below this a cable or a socket is not what a laboratory has (connectivity reference A3 #1). */
const EXPECTED_SPEED_MBIT = 1000;

/** The cable of this laptop: carrier, speed, and an address in the lab's subnet. */
export const laptopLink: Check<LaptopContext> = {
  code: 'laptop-link',
  needs: [],
  timeoutMs: 5000,
  owner: 'you',
  run: async ({ chosen, wanted, pack }) => {
    const { subnet } = pack.network;
    if (chosen === null) {
      const facts = { kind: 'noInterface', wanted: wanted?.join(', ') ?? null, subnet };
      return { state: 'fault', severity: 'blocks', facts };
    }
    const facts = factsOf(chosen, subnet);
    const fault = faultOf(chosen);
    if (fault === null) return { state: 'ok', facts };
    const { kind, severity } = fault;
    const owner = kind === 'noAddress' ? 'hospital-it' : 'you';
    return { state: 'fault', severity, owner, facts: { ...facts, kind } } satisfies Finding;
  },
};

function factsOf({ link, address, onSubnet }: ChosenInterface, subnet: string): Facts {
  return {
    interface: link.name,
    medium: link.kind,
    carrier: link.carrier,
    speedMbit: link.speedMbit,
    duplex: link.duplex,
    address,
    subnet,
    onSubnet,
  };
}

function faultOf({ link, address, onSubnet }: ChosenInterface): { kind: string; severity: Severity } | null {
  if (link.carrier === false) return { kind: 'noCarrier', severity: 'blocks' };
  if (address === null) return { kind: 'noAddress', severity: 'blocks' };
  // What lies behind the other subnet's gateway can still be asked, so this does not stop the rest.
  if (!onSubnet) return { kind: 'otherSubnet', severity: 'degrades' };
  if (link.duplex === 'half') return { kind: 'halfDuplex', severity: 'note' };
  // Loopback and radio links have no speed to hold against anything.
  const isSlow = link.kind === 'wired' && link.speedMbit !== null && link.speedMbit < EXPECTED_SPEED_MBIT;
  return isSlow ? { kind: 'slow', severity: 'note' } : null;
}
