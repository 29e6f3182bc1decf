/** The quiet part: hears beacons, and asks from time to time the nodes that are known already. Never asks strangers. */
import { type Endpoint, endpointOf, parseEndpoint } from '../../shared/domain/discovery/endpoint.ts';
import { isPositive } from '../../shared/domain/discovery/sighting.ts';
import type { Clock, CurrentSite, Log } from '../ports.ts';
import { type Beacons, createBeacons } from './beacons.ts';
import type { MdnsBrowser } from './discovery-ports.ts';
import type { LookQueue } from './look-queue.ts';
import type { NodeShelf } from './node-shelf.ts';
import type { Reach } from './reach.ts';
import type { SightingBook } from './sighting-book.ts';
import { type Candidates, createCandidates } from './sources/candidates.ts';
import { createLiveness, type Liveness } from './sources/liveness.ts';
import type { NeighbourWatch } from './sources/neighbour-watch.ts';
import type { Prober } from './sweep/sweep-ports.ts';

export interface Listening {
  /** Begins when there is a pack; while it listens, further calls change nothing. */
  start(): void;
  /** Says and asks nothing until the next start. */
  pause(): Promise<void>;
  /** After sleep: hears anew and asks every known node at once. */
  resume(): void;
  /** Beacons that are heard now. */
  readonly heard: number;
  /** Since when it listens to the network as it is; null when it does not. */
  readonly sinceMs: number | null;
  /** What the beacons say that is heard now. */
  readonly announced: Pick<Beacons, 'crowded' | 'shared'>;
}
export interface ListeningPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly site: CurrentSite;
  readonly mdns: MdnsBrowser;
  readonly prober: Prober;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly neighbours: NeighbourWatch;
  readonly reach: () => Reach;
  /** What tells one network from another: changes when a cable is plugged or pulled, or an address changes. */
  readonly network: () => string;
  readonly changed: () => void;
}

const ROUND_EVERY_MS = 2000;
/** How often known nodes are asked again: bound ones may be restarting, older ones change no more. */
const ASK_BOUND_MS = 10_000;
const ASK_ANSWERING_MS = 20_000;
const ASK_EARLIER_MS = 120_000;
/** More known places than this are not asked round after round. */
const KNOWN_LIMIT = 128;

/** What goes on while it listens; each can be told that everything is due now. */
interface Watches {
  readonly beacons: Beacons;
  readonly candidates: Candidates;
  readonly liveness: Liveness;
  readonly since: { atMs: number };
}

export function createListening(ports: ListeningPorts): Listening {
  const beacons = createBeacons(ports);
  const watches: Watches = {
    beacons,
    candidates: createCandidates(ports),
    liveness: createLiveness({ ...ports, doubt: beacons.doubt }),
    since: { atMs: 0 },
  };
  let now: { readonly ended: Promise<unknown>; readonly stop: AbortController } | null = null;
  return {
    get heard() {
      return beacons.count();
    },
    get sinceMs() {
      return now === null ? null : watches.since.atMs;
    },
    announced: beacons,
    start: () => {
      if (now !== null || ports.site.pack() === null) return;
      // What was announced before may be gone; what is still there is heard again in a moment.
      watches.candidates.remember(beacons.forgetAll());
      noteLostPlaces(ports);
      const stop = new AbortController();
      watches.since.atMs = ports.clock.now();
      ports.mdns.start(beacons);
      const running = [
        ...[askRounds(ports, stop.signal), watchNetwork(ports, watches, stop.signal)],
        ...[ports.neighbours, watches.candidates, watches.liveness].map((each) => each.run(stop.signal)),
      ];
      now = { stop, ended: Promise.all(running) };
    },
    resume: () => {
      if (now === null) return;
      ports.mdns.resume();
      askAnew(ports, watches);
    },
    pause: async () => {
      if (now === null) return;
      const { stop, ended } = now;
      stop.abort(new Error('listening stopped'));
      beacons.rest();
      await Promise.all([ports.mdns.stop(), ended]);
      now = null;
    },
  };
}

/** What was true before sleep or on another network is asked about at once. */
function askAnew(ports: ListeningPorts, { candidates, liveness, since }: Watches): void {
  since.atMs = ports.clock.now();
  noteLostPlaces(ports);
  const mayAsk = ports.reach();
  for (const { endpoint } of knownPlaces(ports))
    if (mayAsk(endpoint.address) === 'yes') void ports.queue.ask(endpoint, 'anew');
  for (const each of [ports.neighbours, candidates, liveness]) each.hurry();
}

/** A link that is no longer ours leads to nobody: what answered there is silent for us, without being asked. */
function noteLostPlaces({ shelf, book, reach }: ListeningPorts): void {
  const mayAsk = reach();
  for (const { view } of shelf.placed())
    for (const { address, port, answer } of view.places)
      if (isPositive(answer ?? undefined) && mayAsk(address) === 'elsewhere')
        book.note({ address, port, source: 'node', interfaceName: null, claims: { answer: 'silent' } });
}

/** A cable, an adapter or an address changed: nobody waits for the next round. */
async function watchNetwork(ports: ListeningPorts, watches: Watches, signal: AbortSignal): Promise<void> {
  const { clock, log, network } = ports;
  try {
    let before = network();
    for (;;) {
      await clock.wait(ROUND_EVERY_MS, signal);
      const current = network();
      if (current === before) continue;
      before = current;
      log.info('network changed');
      askAnew(ports, watches);
      ports.changed();
    }
  } catch (error) {
    if (!signal.aborted) log.bug('watching the network', error);
  }
}

/** Asks known places again when each is due, until the signal. */
async function askRounds(ports: ListeningPorts, signal: AbortSignal): Promise<void> {
  const { clock, log, queue } = ports;
  try {
    for (;;) {
      const mayAsk = ports.reach();
      for (const known of knownPlaces(ports)) {
        const { endpoint, everyMs } = known;
        const isDue = clock.now() - (queue.lastAskedAtMs(endpoint) ?? Number.NEGATIVE_INFINITY) >= everyMs;
        if (!isDue || mayAsk(endpoint.address) !== 'yes') continue;
        if (known.isPlanned)
          ports.book.note({ ...endpoint, source: 'known', interfaceName: null, claims: {} });
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

/** Where nodes answer, and where a bound one will be once it has its planned address. */
function knownPlaces({ shelf, site }: ListeningPorts): readonly KnownPlace[] {
  const pack = site.pack();
  const places = new Map<string, KnownPlace>();
  const add = (endpoint: Endpoint, everyMs: number, isPlanned = false): void => {
    const known = places.get(endpointOf(endpoint));
    if (known === undefined || known.everyMs > everyMs || isPlanned)
      places.set(endpointOf(endpoint), { endpoint, everyMs, isPlanned });
  };
  for (const { view, binding, endpoints } of shelf.placed()) {
    const isNode = isPositive(view.answer) && view.answer !== 'not-talos';
    // Silent places of unbound machines are asked by a light connect: see candidates and liveness.
    if (!view.sources.includes('node') || (binding === null && !isNode)) continue;
    const everyMs =
      binding !== null ? ASK_BOUND_MS : view.answer === 'earlier' ? ASK_EARLIER_MS : ASK_ANSWERING_MS;
    for (const endpoint of endpoints) {
      const place = parseEndpoint(endpoint);
      if (place !== null && place.port !== 0) add(place, everyMs);
    }
    const slot = pack?.slots.find(({ id }) => id === binding?.slotId);
    const planned = slot?.address.split('/')[0];
    if (pack !== null && planned !== undefined)
      add({ address: planned, port: pack.network.sweep.port }, ASK_BOUND_MS, true);
  }
  return [...places.values()].slice(0, KNOWN_LIMIT);
}
