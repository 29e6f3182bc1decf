import type { Check, Facts, Finding, Severity } from '../../../shared/domain/checks/check.ts';
import { isWithin, withoutPrefix } from '../../../shared/domain/checks/is-within.ts';
import type { NodeContext } from '../node-context.ts';
import { addressStatuses, isDefaultRoute, listed, routeStatuses, specsOf } from './node-specs.ts';

/** The node's address is the planned one, or one of the lab's subnet before it is set up; it leaves by the planned gateway. */
export const nodeAddresses: Check<NodeContext> = {
  code: 'node-addresses',
  needs: ['node-link'],
  timeoutMs: 10_000,
  owner: 'hospital-it',
  run: async ({ link, slot, pack, isConfigured }, signal) => {
    const [addresses, routes] = await Promise.all([
      specsOf(link, addressStatuses, signal),
      specsOf(link, routeStatuses, signal),
    ]);
    const own = addresses
      .map(({ spec }) => spec)
      .filter(({ family, linkName }) => family === 'inet4' && linkName !== 'lo')
      .map(({ address }) => withoutPrefix(address));
    const gateways = routes.map(({ spec }) => spec).filter(isDefaultRoute);
    const planned = slot === null ? null : withoutPrefix(slot.address);
    const inSubnet = own.filter((address) => isWithin(pack.network.subnet, address));
    const facts: Facts = {
      address: own.find((address) => address === planned) ?? inSubnet[0] ?? own[0] ?? null,
      planned,
      addresses: listed(own),
      subnet: pack.network.subnet,
      gateway: gateways[0]?.gateway ?? null,
      plannedGateway: pack.network.gateway,
      link: gateways[0]?.outLinkName ?? null,
    };
    const hasPlannedGateway = gateways.some(({ gateway }) => gateway === pack.network.gateway);
    const fault =
      faultOfAddress({ own, inSubnet, planned, isConfigured }) ??
      faultOfGateway(gateways.length, hasPlannedGateway);
    if (fault === null) return { state: 'ok', facts };
    const [kind, severity] = fault;
    const owner = kind === 'notPlanned' ? 'back-office' : 'hospital-it';
    return { state: 'fault', severity, owner, facts: { ...facts, kind } } satisfies Finding;
  },
};

type Fault = readonly [kind: string, severity: Severity] | null;

function faultOfAddress(found: {
  readonly own: readonly string[];
  readonly inSubnet: readonly string[];
  readonly planned: string | null;
  readonly isConfigured: boolean;
}): Fault {
  if (found.own.length === 0) return ['noAddress', 'blocks'];
  if (found.inSubnet.length === 0) return ['otherSubnet', 'blocks'];
  // Before it is set up a node has whatever DHCP gave it; afterwards the plan must have come true.
  const differs = found.planned !== null && !found.own.includes(found.planned);
  return found.isConfigured && differs ? ['notPlanned', 'degrades'] : null;
}

function faultOfGateway(gateways: number, hasPlanned: boolean): Fault {
  if (gateways === 0) return ['noRoute', 'blocks'];
  return hasPlanned ? null : ['otherGateway', 'degrades'];
}
