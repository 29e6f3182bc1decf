/**
 * Why a node may be missing from the list, the likeliest reason first. Pure. An empty list always has a reason.
 * The one function you want is `diagnose`.
 */
import type { NodeView } from '../../nodes/node-view.ts';
import { overlaps, parseRange, parseRanges } from '../ipv4.ts';
import type { Diagnosis, HearingState, SurroundingInterface } from '../surroundings.ts';
import { isEverythingAnswering, type WhatWasAsked } from './what-was-asked.ts';

export interface DiagnosisGround {
  readonly isListening: boolean;
  /** Since when it listens without a pause or a change of the network; 0 when it does not. */
  readonly listeningForMs: number;
  readonly interfaces: readonly SurroundingInterface[];
  /** The lab's own subnet by the pack; null without a pack. */
  readonly labSubnet: string | null;
  readonly nodes: readonly NodeView[];
  readonly asked: WhatWasAsked;
  /** Addresses that two machines have, with their MACs where the laptop saw them take turns. */
  readonly conflicts: readonly { readonly address: string; readonly macs: readonly string[] }[];
  /** The address that suspiciously many announcements name; null when none is. */
  readonly crowded: { readonly address: string; readonly names: number } | null;
}

/** Nodes announce themselves when they start and answer within a second; after this, silence means something. */
const SILENCE_TELLS_AFTER_MS = 10_000;
/** Fewer neighbours than this may all be machines that never announce anything. */
const TALKATIVE_NEIGHBOURS = 3;
/** Who quarrels over more has one cause, and the other reasons must still be seen below. */
const CONFLICTS_TOLD = 8;
/** A burst drops a few packets on a busy laptop. */
const FLOOD_PACKETS = 100;
/** What systems say of a socket that they do not allow. macOS has the last one for the local network. */
const forbidden: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EHOSTUNREACH']);

type Rule = (ground: DiagnosisGround) => readonly Diagnosis[];

/** In the order of likelihood: what is certain and near to the laptop first, guesses about the network last. */
const rules: readonly Rule[] = [
  notListening,
  noInterface,
  permissionDenied,
  otherNetwork,
  addressConflict,
  multicastBlocked,
  portTaken,
  flooded,
  everythingAnswers,
  silentNetwork,
  serialOnly,
];

/** Never empty for an empty list. */
export function diagnose(ground: DiagnosisGround): readonly Diagnosis[] {
  const found = rules.flatMap((rule) => rule(ground));
  if (found.length > 0 || ground.nodes.some(({ presence }) => presence === 'here')) return found;
  const [used] = usedOf(ground);
  const neighbours = usedOf(ground).reduce((sum, each) => sum + each.neighbours, 0);
  return [{ code: 'nobody-answers', facts: { interface: used?.name ?? '', neighbours } }];
}

function usedOf({ interfaces }: DiagnosisGround): readonly SurroundingInterface[] {
  return interfaces.filter(({ used }) => used);
}

function namesOf(interfaces: readonly SurroundingInterface[]): string {
  return interfaces.map(({ name }) => name).join(', ');
}

function notListening({ isListening }: DiagnosisGround): readonly Diagnosis[] {
  return isListening ? [] : [{ code: 'not-listening', facts: {} }];
}

/** A plugged cable without an address is nearer to working than a VPN, and that nearer than a cable that is out. */
function noInterface(ground: DiagnosisGround): readonly Diagnosis[] {
  if (usedOf(ground).length > 0) return [];
  const reasons = [
    ['no-address', 'no-address'],
    ['vpn', 'only-vpn'],
    ['down', 'cable-out'],
  ] as const;
  const found = reasons.flatMap(([why, code]): readonly Diagnosis[] => {
    const those = ground.interfaces.filter((each) => each.why === why);
    return those.length === 0 ? [] : [{ code, facts: { interfaces: namesOf(those) } }];
  });
  if (found.length > 0) return found;
  return [{ code: 'no-interface', facts: { interfaces: namesOf(ground.interfaces) } }];
}

/** Refused by this laptop itself, at once, although the link works: its gateway is in the neighbour table. */
function permissionDenied(ground: DiagnosisGround): readonly Diagnosis[] {
  const { refused, refusedNeighbours, answered, isGatewayNear } = ground.asked;
  const isRefused = answered === 0 && isGatewayNear && (refusedNeighbours > 0 || refused >= 3);
  if (isRefused) return [{ code: 'permission-denied', facts: { refused, reason: 'connect' } }];
  const mute = usedOf(ground).find(
    ({ ipv4, ipv6 }) => isForbidden(ipv4) && (isForbidden(ipv6) || ipv6.socket === 'off'),
  );
  if (mute === undefined) return [];
  return [{ code: 'permission-denied', facts: { interface: mute.name, reason: mute.ipv4.reason ?? '' } }];
}

function isForbidden({ socket, reason }: HearingState): boolean {
  return socket === 'lost' && forbidden.has(reason ?? '');
}

function otherNetwork(ground: DiagnosisGround): readonly Diagnosis[] {
  const lab = ground.labSubnet === null ? null : parseRange(ground.labSubnet);
  const used = usedOf(ground);
  const subnets = used.flatMap((each) => each.subnets).filter((subnet) => parseRange(subnet) !== null);
  if (lab === null || used.length === 0 || parseRanges(subnets).some((each) => overlaps(each, lab)))
    return [];
  const facts = { here: subnets.join(', '), lab: ground.labSubnet ?? '' };
  const unplugged = ground.interfaces.filter(({ why }) => why === 'down');
  // On the radio alone while the lab's cable is out is how this usually comes about.
  const cable: readonly Diagnosis[] =
    unplugged.length === 0 ? [] : [{ code: 'cable-out', facts: { interfaces: namesOf(unplugged) } }];
  return [{ code: 'other-network', facts }, ...cable];
}

function addressConflict({ conflicts, nodes }: DiagnosisGround): readonly Diagnosis[] {
  const found = new Map<string, string>();
  for (const { address, macs } of conflicts)
    if (macs.length > 0 || !found.has(address)) found.set(address, macs.join(', '));
  for (const { address, isContested } of nodes.flatMap(({ places }) => places))
    if (isContested && !found.has(address)) found.set(address, '');
  return [...found].slice(0, CONFLICTS_TOLD).map(([address, macs]) => ({
    code: 'address-conflict',
    facts: { address, ...(macs !== '' && { macs }) },
  }));
}

/** Our own question did not come back to us, by either family. */
function multicastBlocked(ground: DiagnosisGround): readonly Diagnosis[] {
  return usedOf(ground)
    .filter(({ ipv4, ipv6 }) => ipv4.hearsItself === 'no' && ipv6.hearsItself !== 'yes')
    .map(({ name }) => ({ code: 'multicast-blocked', facts: { interface: name, sign: 'own-question' } }));
}

/** Neighbours are there and not one of them was ever heard: a switch or access point keeps multicast from us. */
function silentNetwork(ground: DiagnosisGround): readonly Diagnosis[] {
  if (ground.listeningForMs < SILENCE_TELLS_AFTER_MS) return [];
  return usedOf(ground)
    .filter(
      ({ ipv4, ipv6 }) => ipv4.hearsItself !== 'no' && ipv4.packetsOfOthers + ipv6.packetsOfOthers === 0,
    )
    .filter(({ ipv4 }) => ipv4.socket === 'shared' || ipv4.socket === 'one-shot')
    .filter(({ neighbours }) => neighbours >= TALKATIVE_NEIGHBOURS)
    .map(({ name, neighbours }) => ({
      code: 'multicast-blocked',
      facts: { interface: name, neighbours, sign: 'silence' },
    }));
}

function portTaken(ground: DiagnosisGround): readonly Diagnosis[] {
  return usedOf(ground)
    .filter(({ ipv4 }) => ipv4.socket === 'one-shot' || ipv4.reason === 'EADDRINUSE')
    .slice(0, 1)
    .map(({ name }) => ({ code: 'port-taken', facts: { interface: name } }));
}

function flooded(ground: DiagnosisGround): readonly Diagnosis[] {
  return usedOf(ground)
    .map(({ name, ipv4, ipv6 }) => ({ name, packets: ipv4.packetsDropped + ipv6.packetsDropped }))
    .filter(({ packets }) => packets >= FLOOD_PACKETS)
    .map(({ name, packets }) => ({ code: 'flooded', facts: { interface: name, packets } }));
}

function everythingAnswers({ asked, crowded }: DiagnosisGround): readonly Diagnosis[] {
  if (crowded !== null) return [{ code: 'answers-for-everything', facts: crowded }];
  if (!isEverythingAnswering(asked)) return [];
  const { accepted, nodes, manyAddresses } = asked;
  const facts = { accepted, nodes, ...(manyAddresses !== null && manyAddresses) };
  return [{ code: 'answers-for-everything', facts }];
}

function serialOnly({ nodes }: DiagnosisGround): readonly Diagnosis[] {
  return nodes
    .filter(({ consolePort, places }) => consolePort !== null && places.length === 0)
    .map(({ consolePort, name }) => ({ code: 'serial-only', facts: { port: consolePort ?? '', name } }));
}
