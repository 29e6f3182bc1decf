/** Folds raw observations into the machines behind them. The one function you want is `foldSightings`. */
import type { NodePlace, NodeView } from '../../nodes/node-view.ts';
import { endpointOf } from '../endpoint.ts';
import { parseIpv4 } from '../ipv4.ts';
import { isPositive, type NodeAnswerKind, type Sighting } from '../sighting.ts';
import { type Group, groupSightings } from './group-sightings.ts';
import { earlierGeneration, machineFacts, managedBy } from './machine-facts.ts';
import { lastSeen, machinePlaces, sourceOrder } from './machine-places.ts';
import { compareText } from './read-sightings.ts';

/** One machine as observed, before the plan and the bindings are laid over it. */
export type Machine = Omit<
  NodeView,
  'name' | 'slotId' | 'candidateSlotIds' | 'stage' | 'identified' | 'lock'
> & {
  /** Its places as `endpointOf` writes them, the best first; none when another machine has the last one now. */
  readonly endpoints: readonly string[];
};

/** A machine that waits prints nothing for hours; what it printed today still tells that it is at the cable. */
const PRINTED_MS = 8 * 3_600_000;
/**
 * For how long an answer tells that the machine is there, should nothing newer be heard. Known
 * places are asked every 20 s while they can be reached; this is for what was learnt on another network, or before.
 */
const SIGN_OF_LIFE_MS = 3_600_000;

/** Every machine once, by address; the same for every order of the input. `nowMs` is the newest sighting's when left out. */
export function foldSightings(sightings: readonly Sighting[], nowMs?: number): readonly Machine[] {
  const now = nowMs ?? sightings.reduce((newest, { seenAtMs }) => Math.max(newest, seenAtMs), 0);
  return groupSightings(sightings)
    .filter(isEvidence)
    .map((group) => machineOf(group, now))
    .map((machine) => ({ machine, number: parseIpv4(machine.address) ?? Number.POSITIVE_INFINITY }))
    .sort(
      (one, other) =>
        // Infinity minus itself is no number, and then the texts decide.
        one.number - other.number ||
        compareText(one.machine.address, other.machine.address) ||
        compareText(one.machine.id, other.machine.id),
    )
    .map(({ machine }) => machine);
}

/** A question that nobody answered makes no machine; a beacon, an answer, a console or a typed address that refuses does. */
function isEvidence({ id, sightings, endpoints, consolePort }: Group): boolean {
  if (id.startsWith('claim:')) return false;
  // What told nothing of itself is known by its place or its cable; without them there is nothing to show.
  if (id.startsWith('console:') && consolePort === null) return false;
  if (id.startsWith('addr:') && endpoints.size === 0 && consolePort === null) return false;
  return sightings.some(isSelf) || isRefusingTyped(sightings);
}

function isSelf({ source, claims }: Sighting): boolean {
  if (source === 'console') return Object.keys(claims).length > 0;
  return source === 'mdns' || isPositive(claims.answer);
}

function isRefusingTyped(sightings: readonly Sighting[]): boolean {
  const newest = sightings.find(({ source }) => source === 'node');
  return newest?.claims.answer === 'closed' && sightings.some(({ source }) => source === 'typed');
}

function machineOf(group: Group, nowMs: number): Machine {
  const { id, sightings, consolePort } = group;
  const places = machinePlaces(group);
  const [best] = places;
  const { address, port } = best ?? lastPlace(sightings);
  const answer = best === undefined ? 'silent' : (best.answer ?? 'not-asked');
  const managed = managedBy(sightings, answerOf(sightings, best?.answer ?? 'silent'));
  return {
    ...{ id, answer, address, port },
    ...machineFacts(sightings),
    sources: sourceOrder.filter((source) => sightings.some((sighting) => sighting.source === source)),
    lastSeenAtMs: lastSeen(sightings),
    presence: isHere(sightings, places, nowMs) ? 'here' : 'gone',
    places,
    consolePort,
    managed,
    earlier: earlierGeneration(sightings, managed),
    endpoints: places.map(endpointOf),
  };
}

/** A machine that fell silent is still what it last said it was; a port that is closed says nothing new of it. */
function answerOf(sightings: readonly Sighting[], answer: NodeAnswerKind): NodeAnswerKind {
  if (isPositive(answer)) return answer;
  const last = sightings.find(({ source, claims }) => source === 'node' && isPositive(claims.answer));
  const isForeign = last?.claims.answer === 'foreign' || last?.claims.answer === 'agent';
  return isForeign ? (last?.claims.answer ?? answer) : answer;
}

/** Where it was last, for a machine whose places are another's by now; nowhere when only its console is known. */
function lastPlace(sightings: readonly Sighting[]): Pick<Sighting, 'address' | 'port'> {
  return sightings.find(({ source }) => source !== 'console') ?? { address: '', port: 0 };
}

function isHere(sightings: readonly Sighting[], places: readonly NodePlace[], nowMs: number): boolean {
  const isFresh = (atMs: number, lifeMs = SIGN_OF_LIFE_MS): boolean => nowMs - atMs <= lifeMs;
  if (sightings.some(({ source }) => source === 'mdns')) return true;
  if (sightings.some(({ source, seenAtMs }) => source === 'console' && isFresh(seenAtMs, PRINTED_MS)))
    return true;
  if (isRefusingTyped(sightings)) return true;
  return places.some(({ answer, lastSeenAtMs }) => isPositive(answer ?? undefined) && isFresh(lastSeenAtMs));
}
