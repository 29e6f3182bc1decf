/** The quiet part: hears beacons, and asks from time to time the nodes that are known already. Never asks strangers. */
import { type Endpoint, endpointOf, parseEndpoint } from '../../shared/domain/discovery/endpoint.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import { claimsOfInstance, type MdnsInstance } from '../../shared/domain/discovery/mdns-claims.ts';
import type { Clock, CurrentSite, Log } from '../ports.ts';
import type { MdnsBrowser } from './discovery-ports.ts';
import type { LookQueue } from './look-queue.ts';
import type { NodeShelf } from './node-shelf.ts';
import type { Reach } from './reach.ts';
import type { SightingBook } from './sighting-book.ts';

export interface Listening {
  /** Begins when there is a pack; while it listens, further calls change nothing. */
  start(): void;
  /** Says and asks nothing until the next start. */
  pause(): Promise<void>;
  /** After sleep: hears anew and asks every known node at once. */
  resume(): void;
  /** Beacons that are heard now. */
  readonly heard: number;
}
export interface ListeningPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly site: CurrentSite;
  readonly mdns: MdnsBrowser;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly reach: () => Reach;
  readonly changed: () => void;
}

const ROUND_EVERY_MS = 2000;
/** How often known nodes are asked again: bound ones may be restarting, silent ones may be gone for good. */
const ASK_BOUND_MS = 10_000;
const ASK_ANSWERING_MS = 20_000;
const ASK_SILENT_MS = 120_000;
/** More known places than this are not asked round after round. */
const KNOWN_LIMIT = 128;

export function createListening(ports: ListeningPorts): Listening {
  const beacons = createBeacons(ports);
  let now: { readonly rounds: Promise<void>; readonly stop: AbortController } | null = null;
  return {
    get heard() {
      return beacons.count();
    },
    start: () => {
      if (now !== null || ports.site.pack() === null) return;
      // What was announced before the pause may be gone; what is still there is heard again in a moment.
      beacons.clear();
      const stop = new AbortController();
      ports.mdns.start(beacons);
      now = { stop, rounds: askRounds(ports, stop.signal) };
    },
    resume: () => {
      if (now === null) return;
      ports.mdns.resume();
      const mayAsk = ports.reach();
      for (const { endpoint } of knownPlaces(ports))
        if (mayAsk(endpoint.address) === 'yes') void ports.queue.ask(endpoint, 'soon');
    },
    pause: async () => {
      if (now === null) return;
      const { stop, rounds } = now;
      stop.abort(new Error('listening stopped'));
      await Promise.all([ports.mdns.stop(), rounds]);
      now = null;
    },
  };
}

/** Beacons on the air now, each with the sightings that it made, so that its goodbye takes them away. */
function createBeacons(ports: ListeningPorts) {
  const sightings = new Map<string, readonly string[]>();
  return {
    count: () => sightings.size,
    clear: (): void => {
      for (const ids of sightings.values()) ports.book.forget(ids);
      sightings.clear();
    },
    heard: (instance: MdnsInstance): void => {
      const key = keyOf(instance);
      const before = sightings.get(key) ?? [];
      const now = noteBeacon(instance, ports);
      ports.book.forget(before.filter((id) => !now.includes(id)));
      sightings.set(key, now);
      askBeacon(instance, ports);
      ports.changed();
    },
    gone: (instance: MdnsInstance): void => {
      ports.book.forget(sightings.get(keyOf(instance)) ?? []);
      sightings.delete(keyOf(instance));
      // Gone from the air is not gone: what it answers now decides what is shown.
      askBeacon(instance, ports);
      ports.changed();
    },
  };
}

function keyOf({ interfaceName, name }: MdnsInstance): string {
  return JSON.stringify([interfaceName, name.toLowerCase()]);
}

function noteBeacon(instance: MdnsInstance, { book }: ListeningPorts): readonly string[] {
  const claims = claimsOfInstance(instance);
  const { interfaceName, port } = instance;
  return instance.addresses.map((address) =>
    book.note({ source: 'mdns', address, port, interfaceName, claims }),
  );
}

/** A beacon may name any port; asked is only the one that lab nodes have, and never a protected address. */
function askBeacon(instance: MdnsInstance, { site, queue, reach }: ListeningPorts): void {
  const port = site.pack()?.network.sweep.port;
  if (instance.port !== port) return;
  const mayAsk = reach();
  for (const address of instance.addresses)
    if (mayAsk(address) === 'yes') void queue.ask({ address, port }, 'soon');
}

/** Asks known places again when each is due, until the signal. */
async function askRounds(ports: ListeningPorts, signal: AbortSignal): Promise<void> {
  const { clock, log, queue } = ports;
  try {
    for (;;) {
      const mayAsk = ports.reach();
      for (const { endpoint, everyMs, isPlanned } of knownPlaces(ports)) {
        const isDue = clock.now() - (queue.lastAskedAtMs(endpoint) ?? Number.NEGATIVE_INFINITY) >= everyMs;
        if (!isDue || mayAsk(endpoint.address) !== 'yes') continue;
        if (isPlanned) ports.book.note({ ...endpoint, source: 'known', interfaceName: null, claims: {} });
        void queue.ask(endpoint, 'soon');
      }
      await clock.wait(ROUND_EVERY_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) log.bug('listening', error);
  }
}

interface KnownPlace {
  readonly endpoint: Endpoint;
  readonly everyMs: number;
  /** From the pack: the address that a bound node will have. */
  readonly isPlanned: boolean;
}

/** Where nodes answered before, and where a bound one will be once it has its planned address. */
function knownPlaces({ shelf, site }: ListeningPorts): readonly KnownPlace[] {
  const pack = site.pack();
  const places = new Map<string, KnownPlace>();
  const add = (endpoint: Endpoint, everyMs: number, isPlanned = false): void => {
    const known = places.get(endpointOf(endpoint));
    if (known === undefined || known.everyMs > everyMs || isPlanned)
      places.set(endpointOf(endpoint), { endpoint, everyMs, isPlanned });
  };
  for (const { view, binding, endpoints } of shelf.placed()) {
    if (!view.sources.includes('node')) continue;
    const everyMs =
      binding !== null ? ASK_BOUND_MS : isPositive(view.answer) ? ASK_ANSWERING_MS : ASK_SILENT_MS;
    for (const endpoint of endpoints.flatMap((each) => parseEndpoint(each) ?? [])) add(endpoint, everyMs);
    const slot = pack?.slots.find(({ id }) => id === binding?.slotId);
    const planned = slot?.address.split('/')[0];
    if (pack !== null && planned !== undefined)
      add({ address: planned, port: pack.network.sweep.port }, ASK_BOUND_MS, true);
  }
  return [...places.values()].slice(0, KNOWN_LIMIT);
}
