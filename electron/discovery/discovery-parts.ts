/** Puts the parts of finding nodes together; which of them a call uses is for `discovery.ts`. */
import { endpointOf } from '../../shared/domain/discovery/endpoint.ts';
import type { Binding } from '../../shared/domain/nodes/binding.ts';
import { type ChangeNews, createChangeNews } from './change-news.ts';
import type { DiscoveryPorts } from './discovery.ts';
import { lookFurther } from './earlier/look-further.ts';
import { createListening, type Listening } from './listening.ts';
import { claimsOfLook } from './look-claims.ts';
import { createLookQueue, type LookPorts, type LookQueue } from './look-queue.ts';
import { createNodeShelf, credentialsOf, type NodeShelf } from './node-shelf.ts';
import { type Reach, reachNow } from './reach.ts';
import { createSightingBook, type SightingBook } from './sighting-book.ts';
import { createIpv4Beside } from './sources/ipv4-beside.ts';
import { createNeighbourWatch, type NeighbourWatch } from './sources/neighbour-watch.ts';
import { createOneProbeEach, type WatchedProber } from './sources/one-probe-each.ts';

export interface Parts {
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly news: ChangeNews;
  /** The one prober that everything shares. */
  readonly prober: WatchedProber;
  readonly neighbours: NeighbourWatch;
  readonly listening: Listening;
  readonly reach: () => Reach;
}

export function createParts(ports: DiscoveryPorts): Parts {
  const { clock, log, site, interfaces } = ports;
  const siteId = (): string | null => site.enrolment()?.site ?? null;
  const book = createSightingBook({ clock, log, store: ports.store.sightings, siteId });
  const bindings = (): readonly Binding[] => {
    const id = siteId();
    return id === null ? [] : ports.bindings(id);
  };
  const shelf = createNodeShelf({ book, site, bindings, stageOf: ports.stageOf });
  const news = createChangeNews({ ...ports, found: ports.store.found, nodes: shelf.all });
  news.onTold(book.flush);
  const onLook: LookPorts['onLook'] = (endpoint, look, askedAtMs) => {
    const claims = claimsOfLook(look);
    book.note({ ...endpoint, source: 'node', interfaceName: null, claims }, askedAtMs);
    news.changed();
  };
  const credentials: LookPorts['credentials'] = () => {
    const pack = site.pack();
    return pack === null ? null : credentialsOf(pack);
  };
  const links = lookFurther(ports.links, { probe: ports.earlier, sightings: book.all });
  const queue = createLookQueue({ clock, log, links, credentials, onLook });
  const reach = (): Reach => reachNow(site, interfaces, ipv4Beside);
  const prober = createOneProbeEach(ports.prober, clock);
  const shared = { clock, log, site, book, shelf, queue, reach, changed: news.changed };
  const neighbours = createNeighbourWatch({ ...shared, table: ports.neighbours });
  const ipv4Beside = createIpv4Beside(book, neighbours);
  const network = (): string =>
    JSON.stringify(interfaces.list().map(({ why, used, ...each }) => (used ? each : [each.name, why])));
  const listening = createListening({ ...shared, mdns: ports.mdns, prober, neighbours, network });
  return { book, shelf, queue, news, prober, neighbours, listening, reach };
}

/** The node that has a place, as the page sees it; null when none has. */
export function nodeAt(shelf: NodeShelf, place: Parameters<typeof endpointOf>[0]) {
  const endpoint = endpointOf(place);
  return shelf.placed().find(({ endpoints }) => endpoints.includes(endpoint))?.view ?? null;
}
