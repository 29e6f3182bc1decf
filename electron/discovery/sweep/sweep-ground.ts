/** What is around a range before it is swept: this laptop's addresses, the gateway, and who has just answered. */

import {
  type Interval,
  isInside,
  overlaps,
  parseIpv4,
  parseRange,
  parseRanges,
} from '../../../shared/domain/discovery/ipv4.ts';
import type { NodeAnswerKind } from '../../../shared/domain/discovery/sighting.ts';
import { type Pace, paceOf } from '../../../shared/domain/discovery/sweep/sweep-pace.ts';
import {
  planSweep,
  requireHarmlessPort,
  type SweepPlan,
} from '../../../shared/domain/discovery/sweep/sweep-plan.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { Clock, CurrentSite } from '../../ports.ts';
import type { NetworkInterface, NetworkInterfaces } from '../discovery-ports.ts';
import type { Gateways } from '../neighbour-ports.ts';
import type { NodeShelf } from '../node-shelf.ts';
import { reachNow } from '../reach.ts';
import type { Prober } from './sweep-ports.ts';

export interface GroundPorts {
  readonly clock: Clock;
  readonly site: CurrentSite;
  readonly interfaces: NetworkInterfaces;
  readonly gateways: Gateways;
  readonly shelf: NodeShelf;
  readonly prober: Prober;
  readonly pace: () => 'gentle' | 'normal';
}
export interface SweepGround {
  readonly plan: SweepPlan;
  readonly pace: Pace;
  readonly choice: 'gentle' | 'normal';
  readonly gateway: string | null;
  /** Nodes that have just answered at the port of the sweep and may be asked again. */
  readonly live: readonly string[];
  /** This laptop's addresses on the interfaces that are used. */
  readonly from: readonly string[];
}

/** An answer older than this may have been given by a machine that is gone. Known nodes are asked every 20 s. */
const FRESH_MS = 120_000;
const NODE_ANSWERS: ReadonlySet<NodeAnswerKind> = new Set([
  'waiting',
  'ours',
  'foreign',
  'old-maintenance',
  'agent',
  'earlier',
]);

/** Whether a lab node stands behind the port, by what it answered to a look. */
export function isNodeAnswer(answer: NodeAnswerKind | null | undefined): boolean {
  return answer !== null && answer !== undefined && NODE_ANSWERS.has(answer);
}

/** Throws what `planSweep` throws, and `no-interface` when no used interface leads there. Sends nothing. */
export async function surveyGround(
  range: string,
  ports: GroundPorts,
  signal: AbortSignal,
): Promise<SweepGround> {
  const { pack } = ports.site.require();
  requireHarmlessPort(pack.network.sweep.port, range);
  const list = ports.interfaces.list();
  const used = list.filter((each) => each.used);
  if (used.length === 0) throw failed('no-interface', { wanted: range });
  const reach = reachNow(ports.site, ports.interfaces);
  const own = list.flatMap(ownAddresses);
  const mayBeAsked = (address: string): boolean => reach(address) === 'yes' && !own.includes(address);
  const gateway = gatewayOf(parseRange(range), pack, { used, of: await ports.gateways.read(signal) });
  const live = liveNodes(ports, pack.network.sweep.port).filter(mayBeAsked);
  const plan = planSweep({
    ...{ range, allow: pack.network.sweep.allow, exclude: pack.network.sweep.exclude },
    ...{ own, gateway, answered: live },
    known: [...ports.shelf.all(), ...pack.slots].map(({ address }) => address.split('/')[0] ?? address),
    subnets: [pack.network.subnet, ...used.flatMap(({ subnets }) => subnets)],
  });
  if (plan.addresses.some((address) => reach(address) === 'elsewhere'))
    throw failed('no-interface', { wanted: range });
  const choice = ports.pace();
  const pace = paceOf({
    ...{ choice, range: plan.range, clinical: pack.network.sweep.clinical },
    platformPerSecond: ports.prober.perSecondLimit,
  });
  return {
    plan,
    pace,
    choice,
    gateway: gateway !== null && mayBeAsked(gateway) ? gateway : null,
    live,
    from: [...new Set(used.flatMap(ownAddresses))],
  };
}

function ownAddresses({ address, subnets }: NetworkInterface): readonly string[] {
  return [address, ...subnets.map((subnet) => subnet.split('/')[0] ?? '')].filter((each) => each !== '');
}

interface Gates {
  readonly used: readonly NetworkInterface[];
  readonly of: ReadonlyMap<string, string>;
}

/** The gateway of the range's own interface, else the router that leads to it; null when neither is known. */
function gatewayOf(range: Interval | null, pack: Pack, { used, of }: Gates): string | null {
  if (range === null) return null;
  const onLink = used.find(({ subnets }) => parseRanges(subnets).some((subnet) => overlaps(subnet, range)));
  const near = onLink === undefined ? used : [onLink];
  const [told] = near.flatMap(({ name }) => of.get(name) ?? []);
  if (told !== undefined) return told;
  const planned = parseIpv4(pack.network.gateway) ?? -1;
  const isNear = isInside(planned, parseRanges(near.flatMap(({ subnets }) => subnets)));
  return isNear ? pack.network.gateway : null;
}

/** Where a node has just answered at this port, and answered as one. */
function liveNodes({ shelf, clock }: GroundPorts, port: number): readonly string[] {
  const now = clock.now();
  const places = shelf.all().flatMap((view) => view.places);
  return places
    .filter(
      (place) =>
        place.port === port &&
        place.sources.includes('node') &&
        isNodeAnswer(place.answer) &&
        now - place.lastSeenAtMs < FRESH_MS,
    )
    .map(({ address }) => address);
}
