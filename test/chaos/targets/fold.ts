import { foldSightings } from '../../../shared/domain/discovery/fold/fold-sightings.ts';
import type {
  Claims,
  ManagementSign,
  NodeAnswerKind,
  Sighting,
  SightingSource,
} from '../../../shared/domain/discovery/sighting.ts';
import type { FuzzRandom } from '../fuzz-random.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const sources: readonly SightingSource[] = [
  ...(['mdns', 'typed', 'sweep', 'known', 'neighbour', 'console', 'node', 'node', 'node'] as const),
];
const answers: readonly NodeAnswerKind[] = [
  ...(['waiting', 'waiting', 'ours', 'foreign', 'old-maintenance', 'agent'] as const),
  ...(['earlier', 'not-talos', 'closed', 'silent'] as const),
];
const signs: readonly ManagementSign[] = ['ssh-banner', 'rancher-list', 'agent-mode', 'other-authority'];
const addresses = ['10.0.0.1', '10.0.0.2', 'fe80::1%eth0', '[', ']:1', '', '10.0.0.1:50000', '__proto__'];
const uuids = ['4c4c4544-0042-3510-8051-b7c04f4a3131', '4C4C4544-0042-3510-8051-B7C04F4A3132', '0', ''];
const serials = ['SN-0001', 'sn 0001', 'SN-0002', 'To be filled by O.E.M.', '(21)SN-0001', '\u202e1000NS'];
const macs = ['02:aa:00:00:00:01', '02:AA:00:00:00:01', '02:aa:00:00:00:02', '00:00:00:00:00:00', 'x', ''];
const certificates = ['a', 'b', 'c'].map((letter) => letter.repeat(43).concat('='));
/** A machine has at most as many places in the list; see `machine-places.ts`. */
const PLACE_LIMIT = 32;

/** Sightings of every kind, true, false and mad; whatever they say, each machine is listed once, in any order of them. */
export const foldTarget = fuzzTarget(
  'fold of sightings',
  () => null,
  (random) => {
    const sightings = Array.from({ length: random.below(random.oneIn(4) ? 24 : 10) }, (_, number) =>
      sightingOf(random, number),
    );
    const folded = foldSightings(sightings);
    if (folded.length > sightings.length) throw new Error('more machines than sightings');
    const ids = new Set(folded.map(({ id }) => id));
    if (ids.size !== folded.length) throw new Error('a machine is listed twice');
    const held = folded.flatMap(({ places }) => places.filter(({ isContested }) => !isContested));
    const texts = new Set(held.map(({ address, port }) => JSON.stringify([address, port])));
    if (texts.size !== held.length) throw new Error('a place is held by two machines');
    if (folded.some(({ places }) => places.length > PLACE_LIMIT)) throw new Error('too many places');
    const again = foldSightings(shuffled(sightings, random));
    if (JSON.stringify(again) !== JSON.stringify(folded)) throw new Error('the order of sightings matters');
  },
);

function sightingOf(random: FuzzRandom, number: number): Sighting {
  const seenAtMs = random.below(40) * 10_000;
  const source = random.pick(sources);
  return {
    // Ids are of the content in the book; here it is enough that no two are equal.
    id: `s${number}`,
    source,
    address: random.oneIn(20) ? noise(random) : random.pick(addresses),
    port: source === 'console' ? 0 : random.pick([50_000, 50_000, 50_001, 0]),
    interfaceName: random.oneIn(2) ? 'eth0' : null,
    seenAtMs,
    ...(random.oneIn(2) && { firstSeenAtMs: seenAtMs - random.below(200_000) }),
    claims: claimsOf(random, source),
  };
}

function claimsOf(random: FuzzRandom, source: SightingSource): Claims {
  const text = (values: readonly string[]): string =>
    random.oneIn(15) ? noise(random) : random.pick(values);
  return {
    ...((source === 'node' || random.oneIn(20)) && { answer: random.pick(answers) }),
    ...(random.oneIn(2) && { uuid: text(uuids) }),
    ...(random.oneIn(2) && { serial: text(serials) }),
    ...(random.oneIn(2) && { macs: Array.from({ length: random.below(4) }, () => text(macs)) }),
    ...(random.oneIn(2) && { fingerprint: text(certificates) }),
    ...(random.oneIn(3) && { addresses: Array.from({ length: random.below(4) }, () => text(addresses)) }),
    ...(random.oneIn(4) && { hostname: text(['edge', 'EDGE', '‹script›']) }),
    ...(random.oneIn(6) && { stage: text(['maintenance', 'running']) }),
    ...(random.oneIn(6) && { siderolink: random.oneIn(2) }),
    ...(random.oneIn(6) && { signs: [random.pick(signs)] }),
  };
}

function noise(random: FuzzRandom): string {
  return String.fromCharCode(...random.bytes(random.below(24)));
}

function shuffled<T>(values: readonly T[], random: FuzzRandom): readonly T[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [one, two] = [mixed[last], mixed[other]];
    if (one === undefined || two === undefined) throw new Error('shuffled past the end');
    mixed[last] = two;
    mixed[other] = one;
  }
  return mixed;
}
