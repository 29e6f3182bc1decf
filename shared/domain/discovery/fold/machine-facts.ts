/** What is known of one machine and from whom. Its own word outranks its beacon's; the newest of equals counts. */
import type { EarlierGeneration, Fact, ManagedElsewhere } from '../../nodes/node-view.ts';
import { usableSerial, usableUuid } from '../machine-ids.ts';
import {
  type Claims,
  isPositive,
  type ManagementSign,
  type NodeAnswerKind,
  type Sighting,
  type SightingSource,
} from '../sighting.ts';

/** Each list of sources is of one rank; the first list that tells something decides. */
const wireThenConsole = [['node'], ['console']] as const;
const ownWordThenBeacon = [['node', 'console'], ['mdns']] as const;
const wireThenOthers = [['node'], ['console'], ['mdns']] as const;
type Ranks = readonly (readonly SightingSource[])[];

/** Facts of one machine; `sightings` newest first. */
export function machineFacts(sightings: readonly Sighting[]) {
  const text = (value: string): string => value;
  const uuid = (value: string) => usableUuid(value) ?? undefined;
  const serial = (value: string) => (usableSerial(value) === null ? undefined : value);
  const macs = (value: readonly string[]) => (value.length === 0 ? undefined : value);
  return {
    hostname: factOf(sightings, 'hostname', text, ownWordThenBeacon),
    // A filler that firmware left is no serial number.
    serial: factOf(sightings, 'serial', serial, wireThenConsole),
    uuid: factOf(sightings, 'uuid', uuid, wireThenOthers),
    product: factOf(sightings, 'product', text, [['node']]),
    macs: factOf(sightings, 'macs', macs, [['node'], ['neighbour']]),
    talosVersion: factOf(sightings, 'talosVersion', text, ownWordThenBeacon),
    machineStage: factOf(sinceLastChange(sightings), 'stage', text, ownWordThenBeacon),
    fingerprint: factOf(sightings, 'fingerprint', text, [['node']]),
    consoleFingerprint: factOf(sightings, 'fingerprint', text, [['console']]),
  };
}

/** A stage that it told before its answer changed is over: a machine that was installed anew waits again. */
function sinceLastChange(sightings: readonly Sighting[]): readonly Sighting[] {
  const isAnswer = ({ source, claims }: Sighting): boolean => source === 'node' && isPositive(claims.answer);
  const now = sightings.find(isAnswer)?.claims.answer;
  return sightings.filter((each) => !isAnswer(each) || each.claims.answer === now);
}

function factOf<K extends keyof Claims>(
  sightings: readonly Sighting[],
  key: K,
  accept: (value: NonNullable<Claims[K]>) => NonNullable<Claims[K]> | undefined,
  ranks: Ranks,
): Fact<NonNullable<Claims[K]>> | null {
  for (const rank of ranks) {
    for (const { source, claims, seenAtMs } of sightings) {
      const raw = claims[key];
      if (raw === undefined || !rank.includes(source)) continue;
      if (source === 'node' && !isPositive(claims.answer)) continue;
      const value = accept(raw);
      if (value !== undefined) return { value, source, learntAtMs: seenAtMs };
    }
  }
  return null;
}

/** A lab node that answers us like one is nobody else's, whatever was heard of it before. */
const ownAnswers: ReadonlySet<NodeAnswerKind> = new Set<NodeAnswerKind>([
  'waiting',
  'ours',
  'old-maintenance',
]);
const omniSigns: ReadonlySet<ManagementSign> = new Set<ManagementSign>([
  ...(['agent-mode', 'siderolink-on-console', 'siderolink-in-beacon'] as const),
]);

/** Who else runs the machine; null when nothing tells that somebody does. */
export function managedBy(sightings: readonly Sighting[], answer: NodeAnswerKind): ManagedElsewhere | null {
  const signs = signsOf(sightings, answer);
  const omni = signs.filter((sign) => omniSigns.has(sign));
  if (omni.length > 0) return { by: 'omni', signs: omni };
  if (answer === 'foreign') return { by: 'other-authority', signs: ['other-authority'] };
  const isEarlier = signs.length > 0 && !ownAnswers.has(answer);
  return isEarlier || answer === 'earlier' ? { by: 'earlier-generation', signs } : null;
}

function signsOf(sightings: readonly Sighting[], answer: NodeAnswerKind): readonly ManagementSign[] {
  const signs = new Set<ManagementSign>();
  if (answer === 'agent') signs.add('agent-mode');
  // The newest word of the console counts: a machine that was set up anew prints without SideroLink.
  const printed = sightings.find(({ source }) => source === 'console');
  if (printed?.claims.siderolink === true && answer !== 'ours') signs.add('siderolink-on-console');
  const announced = sightings.find(({ source }) => source === 'mdns');
  // On Omni's side the port is closed to the network; where it is open, the beacon of a stranger cannot close it.
  const isOpen = ownAnswers.has(answer) || answer === 'foreign';
  if (announced?.claims.siderolink === true && !isOpen) signs.add('siderolink-in-beacon');
  for (const { claims } of sightings) for (const sign of claims.signs ?? []) signs.add(sign);
  signs.delete('other-authority');
  return [...signs].sort();
}

/** What could be learnt of an earlier-generation node; null when it is none. */
export function earlierGeneration(
  sightings: readonly Sighting[],
  managed: ManagedElsewhere | null,
): EarlierGeneration | null {
  if (managed?.by !== 'earlier-generation') return null;
  const anyone: Ranks = [['node', 'console'], ['known', 'sweep', 'typed', 'neighbour'], ['mdns']];
  const text = (value: string): string => value;
  return {
    system: factOf(sightings, 'system', text, anyone),
    distribution: factOf(sightings, 'distribution', text, anyone),
    kubernetesVersion: factOf(sightings, 'kubernetesVersion', text, anyone),
    rancherCluster: factOf(sightings, 'rancherCluster', text, anyone),
  };
}
