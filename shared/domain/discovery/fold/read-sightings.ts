/** Sightings in the one order in which they are folded, each with what counts in it for telling machines apart. */
import { FINGERPRINT_CHARACTERS } from '../../nodes/fingerprint-text.ts';
import { endpointOf } from '../endpoint.ts';
import { usableSerial, usableUuid } from '../machine-ids.ts';
import { isPositive, type NodeAnswerKind, type Sighting } from '../sighting.ts';

export interface Reading {
  readonly sighting: Sighting;
  /** As `endpointOf` writes it. */
  readonly place: string;
  /** `wire`: the machine itself answered. `console`: it printed. Null: somebody else spoke of it, or nobody answered. */
  readonly speaks: 'wire' | 'console' | null;
  /** Usable ones only. */
  readonly uuid: string | null;
  readonly serial: string | null;
  readonly macs: readonly string[];
  /** Of a certificate whose key no second machine has; null where keys are copied, as before TLS proxies. */
  readonly certificate: string | null;
}

/** Answers behind a certificate that the machine made for itself: Talos does, other servers may share one. */
const ownCertificate: ReadonlySet<NodeAnswerKind> = new Set<NodeAnswerKind>([
  ...(['waiting', 'ours', 'foreign', 'old-maintenance', 'agent'] as const),
]);

/** Newest first; equal times by id, so that the order of the input never matters. */
export function readSightings(sightings: Iterable<Sighting>): readonly Reading[] {
  return [...sightings]
    .map(readOne)
    .sort(
      (one, other) =>
        other.sighting.seenAtMs - one.sighting.seenAtMs ||
        compareText(one.sighting.id, other.sighting.id) ||
        compareText(one.place, other.place),
    );
}

export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function readOne(sighting: Sighting): Reading {
  const { source, claims } = sighting;
  const isAnswer = source === 'node' && isPositive(claims.answer);
  const speaks = isAnswer ? 'wire' : source === 'console' ? 'console' : null;
  const isOwn = speaks === 'console' || (isAnswer && ownCertificate.has(claims.answer ?? 'silent'));
  return {
    sighting,
    place: endpointOf(sighting),
    speaks,
    uuid: usableUuid(claims.uuid),
    serial: usableSerial(claims.serial),
    macs: claims.macs?.map((mac) => mac.toLowerCase()).filter(isOneMachines) ?? [],
    certificate: isOwn ? wholeFingerprint(sighting) : null,
  };
}

/** Some consoles show only the start of it, which ties them to no machine. */
function wholeFingerprint({ source, claims }: Sighting): string | null {
  const fingerprint = claims.fingerprint ?? null;
  return source === 'console' && fingerprint?.length !== FINGERPRINT_CHARACTERS ? null : fingerprint;
}

/** Neither nothing nor everybody: such addresses stand in tables without being a machine's. */
function isOneMachines(mac: string): boolean {
  return mac !== '00:00:00:00:00:00' && mac !== 'ff:ff:ff:ff:ff:ff';
}
