/** Puts together what the laptop has around it, for the map and for the reasons of an empty list. Sends nothing. */

import { diagnose } from '../../shared/domain/discovery/diagnosis/diagnose.ts';
import { type Connect, whatWasAsked } from '../../shared/domain/discovery/diagnosis/what-was-asked.ts';
import { formatRange, parseRange, sizeOf } from '../../shared/domain/discovery/ipv4.ts';
import type { GatewayOf } from '../../shared/domain/discovery/neighbours/default-routes.ts';
import type { Neighbour } from '../../shared/domain/discovery/neighbours/neighbour.ts';
import { isPositive, type Sighting } from '../../shared/domain/discovery/sighting.ts';
import type {
  HearingState,
  SurroundingInterface,
  Surroundings,
} from '../../shared/domain/discovery/surroundings.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { CurrentSite } from '../ports.ts';
import type {
  InterfaceHearing,
  MdnsBrowser,
  NetworkInterface,
  NetworkInterfaces,
} from './discovery-ports.ts';
import type { Listening } from './listening.ts';
import type { Gateways } from './neighbour-ports.ts';
import type { NeighbourWatch } from './sources/neighbour-watch.ts';
import type { WatchedProber } from './sources/one-probe-each.ts';

export interface SurroundingsPorts {
  readonly site: CurrentSite;
  readonly interfaces: NetworkInterfaces;
  readonly gateways: Gateways;
  readonly mdns: MdnsBrowser;
  readonly neighbours: NeighbourWatch;
  readonly prober: WatchedProber;
  readonly nodes: () => readonly NodeView[];
  /** What is known of places now. */
  readonly sightings: () => readonly Sighting[];
  readonly nowMs: () => number;
  readonly announced: Listening['announced'];
  /** For how long it listens to the network as it is; null when it does not. */
  readonly listeningForMs: () => number | null;
}

const off: HearingState = {
  ...{ socket: 'off', reason: null, hearsItself: 'not-yet' },
  ...{ packetsOfOthers: 0, packetsDropped: 0, packetsMalformed: 0 },
};

/** As it is at this moment. Rejects only with the signal's reason. */
export async function readSurroundings(ports: SurroundingsPorts, signal: AbortSignal): Promise<Surroundings> {
  const [reading, gateways] = await Promise.all([ports.neighbours.look(signal), ports.gateways.read(signal)]);
  const { neighbours, failure, conflicts } = reading;
  const hearing = new Map(ports.mdns.hearing().map((each) => [each.interfaceName, each]));
  const interfaces = ports.interfaces
    .list()
    .map((each) => describe(each, hearing.get(each.name), { neighbours, gateways }));
  const listeningForMs = ports.listeningForMs();
  const nodes = ports.nodes();
  const labSubnet = ports.site.pack()?.network.subnet ?? null;
  const asked = whatWasAsked({
    connects: connectsOf(ports),
    nodeAddresses: nodeAddresses(nodes),
    ...{ neighbours, interfaces },
  });
  return {
    isListening: listeningForMs !== null,
    ...{ interfaces, labSubnet },
    diagnosis: diagnose({
      isListening: listeningForMs !== null,
      listeningForMs: listeningForMs ?? 0,
      ...{ interfaces, labSubnet, nodes, asked },
      conflicts: [...conflicts, ...ports.announced.shared().map((address) => ({ address, macs: [] }))],
      crowded: ports.announced.crowded(),
    }),
    failures: failure === null ? [] : [failure],
  };
}

/** Looks are connects too: what answers for everything does so at typed and listed addresses as well. */
const LOOKS_COUNT_MS = 600_000;

function connectsOf({ prober, sightings, nowMs }: SurroundingsPorts): readonly Connect[] {
  const sinceMs = nowMs() - LOOKS_COUNT_MS;
  const looks = sightings()
    .filter(({ source, seenAtMs }) => source === 'node' && seenAtMs >= sinceMs)
    .map(({ address, claims: { answer } }): readonly [string, Connect] => {
      const outcome = isPositive(answer) ? 'open' : answer === 'closed' ? 'closed' : 'silent';
      return [address, { address, outcome, tookMs: 0 }];
    });
  const traces = prober.traces().map(({ endpoint: { address }, outcome, tookMs }) => {
    return [address, { address, outcome, tookMs }] as const;
  });
  return [...new Map([...looks, ...traces]).values()];
}

function describe(
  { name, subnets, ipv6, used, why }: NetworkInterface,
  hearing: InterfaceHearing | undefined,
  { neighbours, gateways }: { readonly neighbours: readonly Neighbour[]; readonly gateways: GatewayOf },
): SurroundingInterface {
  const machines = new Set(neighbours.filter((each) => each.interfaceName === name).map(({ mac }) => mac));
  return {
    ...{ name, used, why },
    addresses: [...subnets.map((subnet) => subnet.split('/')[0] ?? ''), ...(ipv6?.addresses ?? [])],
    subnets: [...subnets.map(networkOf), ...(ipv6?.subnets ?? [])],
    gateway: gateways.get(name) ?? null,
    ipv4: hearing?.ipv4 ?? off,
    ipv6: hearing?.ipv6 ?? off,
    // One machine stands there once for each of its addresses.
    neighbours: machines.size,
  };
}

function nodeAddresses(nodes: readonly NodeView[]): ReadonlySet<string> {
  return new Set(
    nodes.flatMap(({ places }) =>
      places
        .filter(({ answer }) => isPositive(answer ?? undefined) && answer !== 'not-talos')
        .map(({ address }) => address),
    ),
  );
}

/** "10.20.4.0/24" of "10.20.4.7/24": people call a network by its first address. */
function networkOf(subnet: string): string {
  const interval = parseRange(subnet);
  return interval === null || sizeOf(interval) === 1 ? subnet : formatRange(interval);
}
