/**
 * What hangs on what around this laptop: its interfaces, the networks on them, and the nodes in each. Made from the
 * surroundings and the list alone; the page draws it and also writes it as a table.
 */
import type { NodePlace, NodeView } from '../../nodes/node-view.ts';
import { type Interval, isInside, parseIpv4, parseRange } from '../ipv4.ts';
import type { SurroundingInterface, Surroundings } from '../surroundings.ts';

/**
 * `link` is on the same cable or switch as the laptop · `routed` lies behind a router · `serial` is a console cable ·
 * `unknown` when nothing tells how it is reached.
 */
export type SegmentKind = 'link' | 'routed' | 'serial' | 'unknown';

export interface MapSegment {
  /** Stable for as long as the interface and the network are there. */
  readonly id: string;
  readonly kind: SegmentKind;
  /** The network in CIDR form, or the serial port; empty when it is not known. */
  readonly name: string;
  readonly gateway: string | null;
  /** Whether the pack names it as the lab's own. */
  readonly isLab: boolean;
  readonly nodes: readonly NodeView[];
}

/** One branch from the laptop; `interfaceName` is null for what is not reached over a network interface. */
export interface MapBranch {
  readonly id: string;
  readonly interface: SurroundingInterface | null;
  readonly segments: readonly MapSegment[];
}

export interface NetworkMap {
  readonly branches: readonly MapBranch[];
  /** Interfaces that Rounds does not use. */
  readonly leftOut: readonly SurroundingInterface[];
}

interface Spot {
  readonly interfaceName: string | null;
  readonly kind: SegmentKind;
  readonly name: string;
}
type Around = Pick<Surroundings, 'interfaces' | 'labSubnet'>;

/** Every node in exactly one segment: where it was best seen. Segments without nodes are kept, since empty is news too. */
export function networkMap(around: Around, nodes: readonly NodeView[]): NetworkMap {
  const spots = new Map<string, Spot>();
  const members = new Map<string, NodeView[]>();
  const put = (spot: Spot, node: NodeView | null) => {
    const id = `${spot.interfaceName ?? ''} ${spot.kind} ${spot.name}`;
    if (!spots.has(id)) spots.set(id, spot);
    if (node !== null) members.set(id, [...(members.get(id) ?? []), node]);
  };
  const used = around.interfaces.filter((each) => each.used);
  for (const each of used) {
    for (const name of each.subnets.filter(isIpv4Subnet)) {
      put({ interfaceName: each.name, kind: 'link', name }, null);
    }
  }
  const lab = labSpot(used, around.labSubnet);
  if (lab !== null) put(lab, null);
  for (const node of nodes) put(spotOf(node, used, around.labSubnet), node);
  const segments = [...spots].map(([id, spot]) => ({
    ...{ interfaceName: spot.interfaceName, id, kind: spot.kind, name: spot.name },
    gateway: spot.kind === 'routed' ? (interfaceOf(used, spot)?.gateway ?? null) : null,
    isLab: around.labSubnet !== null && isSameSubnet(spot.name, around.labSubnet),
    nodes: members.get(id) ?? [],
  }));
  return {
    branches: branchesOf(used, segments),
    leftOut: around.interfaces.filter((each) => !each.used),
  };
}

function branchesOf(
  used: readonly SurroundingInterface[],
  segments: readonly (MapSegment & Pick<Spot, 'interfaceName'>)[],
): readonly MapBranch[] {
  const order: readonly SegmentKind[] = ['link', 'routed', 'serial', 'unknown'];
  const of = (name: string | null) =>
    segments
      .filter(({ interfaceName }) => interfaceName === name)
      .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
      .map(({ interfaceName: _, ...segment }) => segment);
  const rest = of(null);
  return [
    ...used.map((each) => ({ id: each.name, interface: each, segments: of(each.name) })),
    ...(rest.length === 0 ? [] : [{ id: '', interface: null, segments: rest }]),
  ];
}

/** The lab's network when the laptop is in none that is part of it: then it lies behind a router, or out of reach. */
function labSpot(used: readonly SurroundingInterface[], labSubnet: string | null): Spot | null {
  const lab = labSubnet === null ? null : parseRange(labSubnet);
  if (labSubnet === null || lab === null) return null;
  const isHere = used.some(({ subnets }) => subnets.some((subnet) => overlaps(parseRange(subnet), lab)));
  if (isHere) return null;
  const way = used.find(({ gateway }) => gateway !== null);
  return way === undefined
    ? { interfaceName: null, kind: 'unknown', name: labSubnet }
    : { interfaceName: way.name, kind: 'routed', name: labSubnet };
}

function spotOf(node: NodeView, used: readonly SurroundingInterface[], labSubnet: string | null): Spot {
  const place = bestPlace(node);
  if (place === null) return { interfaceName: null, kind: 'serial', name: node.consolePort ?? '' };
  const zone = place.address.split('%')[1] ?? null;
  const wanted = place.interfaceName ?? zone;
  const value = parseIpv4(place.address);
  const onLink = used
    .filter(({ name }) => wanted === null || name === wanted)
    .flatMap((each) => each.subnets.map((subnet) => ({ each, subnet })))
    .find(({ subnet }) => (value === null ? isLinkLocal(place.address) : contains(subnet, value)));
  if (onLink !== undefined) {
    const name = value === null ? firstLink(onLink.each) : onLink.subnet;
    return { interfaceName: onLink.each.name, kind: 'link', name };
  }
  const way = used.find(({ name }) => name === wanted) ?? used.find(({ gateway }) => gateway !== null);
  const name = networkOf(place.address, labSubnet);
  if (way === undefined) return { interfaceName: null, kind: 'unknown', name };
  // Another family's address on the link, or one that only this interface heard, is not proof of a router.
  return { interfaceName: way.name, kind: way.gateway === null ? 'unknown' : 'routed', name };
}

/** Where it was best seen; null when only its console speaks. */
function bestPlace({
  places,
  address,
  consolePort,
}: NodeView): Pick<NodePlace, 'address' | 'interfaceName'> | null {
  const [best] = places;
  if (best !== undefined) return best;
  return address === '' || address === consolePort ? null : { address, interfaceName: null };
}

/** The lab's own network, else the /24 around an IPv4 address: the smallest that hospitals hand out as one. */
function networkOf(address: string, labSubnet: string | null): string {
  const value = parseIpv4(address);
  if (value === null) return '';
  if (labSubnet !== null && contains(labSubnet, value)) return labSubnet;
  return `${address.split('.').slice(0, 3).join('.')}.0/24`;
}

const firstLink = ({ subnets }: SurroundingInterface) => subnets.find(isIpv4Subnet) ?? subnets[0] ?? '';
const interfaceOf = (used: readonly SurroundingInterface[], spot: Spot) =>
  used.find(({ name }) => name === spot.interfaceName);
const isIpv4Subnet = (subnet: string) => parseRange(subnet) !== null;
const isLinkLocal = (address: string) => /^fe[89ab][0-9a-f]:/i.test(address);

function contains(subnet: string, value: number): boolean {
  const interval = parseRange(subnet);
  return interval !== null && isInside(value, [interval]);
}

function overlaps(one: Interval | null, other: Interval): boolean {
  return one !== null && one.first <= other.last && other.first <= one.last;
}

function isSameSubnet(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  return a !== null && b !== null && overlaps(a, b);
}
