/** Beacons on the air now, each with the sightings that it made, so that its goodbye takes them away. */
import type { Endpoint } from '../../shared/domain/discovery/endpoint.ts';
import { usableUuid } from '../../shared/domain/discovery/machine-ids.ts';
import { claimsOfInstance, type MdnsInstance } from '../../shared/domain/discovery/mdns-claims.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { Clock, CurrentSite } from '../ports.ts';
import type { MdnsBrowser, MdnsListener } from './discovery-ports.ts';
import type { LookQueue } from './look-queue.ts';
import type { Reach } from './reach.ts';
import type { SightingBook } from './sighting-book.ts';
import { type BeaconTurns, createBeaconTurns } from './sources/beacon-turns.ts';
import type { Prober } from './sweep/sweep-ports.ts';

export interface Beacons extends MdnsListener {
  count(): number;
  /** Takes every announced sighting away, stored ones too, and tells where they were. */
  forgetAll(): readonly Endpoint[];
  /** Who waits to be asked is not asked any more. */
  rest(): void;
  /** The address that most beacons name, should it be suspiciously many; null when none is. */
  crowded(): { readonly address: string; readonly names: number } | null;
  /** Addresses that beacons of different machines name: one of them is wrong, or both have it. */
  shared(): readonly string[];
  /** Nobody answers at these addresses: whoever announces one is asked to do so again. */
  doubt(addresses: readonly string[]): void;
}
export interface BeaconPorts {
  readonly clock: Clock;
  readonly site: CurrentSite;
  readonly mdns: MdnsBrowser;
  readonly book: SightingBook;
  readonly queue: LookQueue;
  readonly prober: Prober;
  readonly reach: () => Reach;
  readonly changed: () => void;
}

/** A node has one address of IPv4 and a few of IPv6. With a thousand beacons the book still has room for answers. */
const ADDRESSES_OF_ONE = 4;
/** An announcement whose addresses have not answered by then is put in doubt; one that still speaks confirms it. */
const DOUBT_AFTER_MS = 2500;
/** In a crowd: for the connect on this link, and for a look at what is there. */
const CONNECT_MS = 500;
const LOOK_MS = 3000;
/** Beacons at one address that no machine needs. */
const CROWD = 16;

interface Heard {
  readonly instance: MdnsInstance;
  readonly sightings: readonly string[];
}

export function createBeacons(ports: BeaconPorts): Beacons {
  const { book, mdns } = ports;
  const heard = new Map<string, Heard>();
  const turns = createBeaconTurns();
  let rest = new AbortController();
  const askInTurn = (instance: MdnsInstance, onSilent: () => void): void =>
    askBeacon(instance, { ...ports, turns, onSilent, resting: () => rest.signal });
  return {
    count: () => heard.size,
    rest: () => {
      turns.clear();
      rest.abort(new Error('listening stopped'));
      rest = new AbortController();
    },
    forgetAll: () => {
      heard.clear();
      const announced = book.all().filter(({ source }) => source === 'mdns');
      book.forget(announced.map(({ id }) => id));
      return announced.map(({ address, port }) => ({ address, port })).toReversed();
    },
    shared: () => sharedAddresses([...heard.values()].map(({ instance }) => instance)),
    crowded: () => crowdedAddress([...heard.values()].map(({ instance }) => instance)),
    doubt: (addresses) => {
      const silent = new Set(addresses);
      for (const { instance } of heard.values())
        if (instance.addresses.some((address) => silent.has(address))) mdns.reconfirm(instance);
    },
    heard: (whole) => {
      const instance = { ...whole, addresses: whole.addresses.slice(0, ADDRESSES_OF_ONE) };
      const key = keyOf(instance);
      const sightings = noteBeacon(instance, ports);
      book.forget((heard.get(key)?.sightings ?? []).filter((id) => !sightings.includes(id)));
      heard.set(key, { instance, sightings });
      askInTurn(instance, () => {
        // It announced itself and answers nowhere: unplugged since, perhaps (RFC 6762 §10.4).
        if (heard.get(key)?.instance === instance) mdns.reconfirm(instance);
      });
      ports.changed();
    },
    gone: (instance) => {
      const key = keyOf(instance);
      const before = heard.get(key);
      book.forget(before?.sightings ?? []);
      heard.delete(key);
      if (before === undefined) return;
      turns.remove(before.instance.source ?? '', key);
      // Gone from the air is not gone: what it answers now decides what is shown. Who never answered is gone.
      if (hasAnswered(before.instance, book)) askInTurn(before.instance, () => {});
      ports.changed();
    },
    hearingChanged: ports.changed,
  };
}

function hasAnswered({ addresses, port }: MdnsInstance, book: SightingBook): boolean {
  return addresses.some((address) => {
    const newest = book.newestAt('node', { address, port });
    return newest !== null && isPositive(newest.claims.answer);
  });
}

/** By the UUIDs that the beacons claim; one machine may well announce itself twice. */
function sharedAddresses(instances: readonly MdnsInstance[]): readonly string[] {
  const uuids = new Map<string, string>();
  const shared = new Set<string>();
  for (const { addresses, txt } of instances) {
    const uuid = usableUuid(txt.id);
    if (uuid === null) continue;
    for (const address of addresses) {
      if (uuids.has(address) && uuids.get(address) !== uuid) shared.add(address);
      uuids.set(address, uuid);
    }
  }
  return [...shared];
}

function crowdedAddress(
  instances: readonly MdnsInstance[],
): { readonly address: string; readonly names: number } | null {
  const names = new Map<string, number>();
  for (const address of instances.flatMap(({ addresses }) => addresses))
    names.set(address, (names.get(address) ?? 0) + 1);
  const [first] = [...names].sort(([, one], [, other]) => other - one);
  return first === undefined || first[1] < CROWD ? null : { address: first[0], names: first[1] };
}

function keyOf({ interfaceName, name }: MdnsInstance): string {
  return JSON.stringify([interfaceName, name.toLowerCase()]);
}

function noteBeacon(instance: MdnsInstance, { book }: BeaconPorts): readonly string[] {
  const claims = claimsOfInstance(instance);
  const { interfaceName, port } = instance;
  return instance.addresses.map((address) =>
    book.note({ source: 'mdns', address, port, interfaceName, claims }),
  );
}

/**
 * A beacon may name any port; asked is only the one that lab nodes have, and never a protected address. Tells
 * `onSilent` when every address that was asked is silent.
 */
function askBeacon(
  instance: MdnsInstance,
  ports: BeaconPorts & {
    readonly turns: BeaconTurns;
    readonly onSilent: () => void;
    readonly resting: () => AbortSignal;
  },
): void {
  const { clock, site, queue, reach, turns, onSilent } = ports;
  const port = site.pack()?.network.sweep.port;
  if (port === undefined || instance.port !== port) return;
  const asked = (): readonly string[] => {
    const mayAsk = reach();
    return instance.addresses.filter((address) => mayAsk(address) === 'yes');
  };
  turns.add(instance.source ?? '', keyOf(instance), {
    addresses: () => asked().length,
    run: async (isCrowd) => {
      const places = asked().map((address) => ({ address, port }));
      const answered = new AbortController();
      // A node on this link has answered long before. Should it be unplugged by now, the look goes on for seconds.
      clock.wait(DOUBT_AFTER_MS, answered.signal).then(onSilent, () => {});
      const isSilent = isCrowd ? await areSilentInCrowd(places, ports) : await areSilent(places, queue);
      answered.abort(new Error('answered'));
      if (isSilent) onSilent();
    },
  });
}

async function areSilent(
  places: readonly Endpoint[],
  queue: LookQueue,
  patienceMs?: number,
): Promise<boolean> {
  const looks = await Promise.all(places.map((place) => queue.ask(place, 'anew', patienceMs)));
  return looks.length > 0 && looks.every((look) => look?.answer === 'silent');
}

/** A light connect first: hundreds that are not there must not keep the one that is waiting for minutes. */
async function areSilentInCrowd(
  places: readonly Endpoint[],
  { prober, queue, resting }: BeaconPorts & { readonly resting: () => AbortSignal },
): Promise<boolean> {
  const outcomes = await Promise.all(
    places.map(async (place) => {
      try {
        return (await prober.probe(place.address, place.port, CONNECT_MS, resting())).outcome;
      } catch {
        // Expected here: listening was stopped.
        return 'no-room';
      }
    }),
  );
  const there = places.filter((_place, index) => ['open', 'closed'].includes(outcomes[index] ?? ''));
  if (there.length > 0) return await areSilent(there, queue, LOOK_MS);
  return places.length > 0 && outcomes.every((outcome) => outcome !== 'no-room');
}
