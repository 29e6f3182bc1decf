/** Asks a place that a person named, within the rules for the site. */
import type { Endpoint } from '../../../shared/domain/discovery/endpoint.ts';
import { parseTyped, type TypedPlace } from '../../../shared/domain/discovery/typed/parse-typed.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { failed } from '../../../shared/failure/failure.ts';
import type { NodeLook } from '../../nodes/node-link.ts';
import type { CurrentSite } from '../../ports.ts';
import type { ResolveHost } from '../discovery-ports.ts';
import type { LookQueue, LookWhen } from '../look-queue.ts';
import type { NodeShelf } from '../node-shelf.ts';
import type { Reach } from '../reach.ts';
import type { SightingBook } from '../sighting-book.ts';

export interface AskerPorts {
  readonly site: CurrentSite;
  readonly resolveHost: ResolveHost;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly reach: () => Reach;
}
export interface Asked {
  readonly endpoint: Endpoint;
  /** Null when it could not be asked. */
  readonly look: NodeLook | null;
}
export interface PlaceAsker {
  /** The port meant where none was given. Throws `not-enrolled`. */
  usualPort(): number;
  /** What it answered, or why it was not asked. */
  ask(
    place: TypedPlace,
    when: LookWhen,
    signal: AbortSignal,
  ): Promise<Asked | 'unresolved' | 'excluded' | 'elsewhere'>;
  /** The node that has a place; null when none has. */
  nodeAt(place: string): NodeView | null;
}

/** The API port of Talos, when no pack says otherwise. */
const TALOS_PORT = 50_000;

export function createPlaceAsker(ports: AskerPorts): PlaceAsker {
  const { site, resolveHost, book, shelf, queue } = ports;
  return {
    usualPort: () => {
      if (site.enrolment() === null) throw failed('not-enrolled', {});
      return site.pack()?.network.sweep.port ?? TALOS_PORT;
    },
    ask: async ({ kind, host, port }, when, signal) => {
      const address = kind === 'address' ? host : await resolveHost(host, signal);
      if (address === null) return 'unresolved';
      const reach = ports.reach()(address);
      if (reach !== 'yes') return reach;
      const endpoint = { address, port };
      book.note({ ...endpoint, source: 'typed', interfaceName: null, claims: {} });
      return { endpoint, look: await queue.ask(endpoint, when) };
    },
    nodeAt: (place) => shelf.placed().find(({ endpoints }) => endpoints.includes(place))?.view ?? null,
  };
}

/**
 * Asks one typed place at once and returns where that was, whatever it answered. Throws `address-unreadable`,
 * `address-excluded`, `no-interface`, `not-enrolled`.
 */
export async function askTyped(typed: string, asker: PlaceAsker, signal: AbortSignal): Promise<Endpoint> {
  const place = parseTyped(typed, asker.usualPort());
  const asked = await asker.ask(place, 'now', signal);
  switch (asked) {
    case 'unresolved':
      throw failed('address-unreadable', { typed });
    case 'excluded':
      throw failed('address-excluded', { address: place.host });
    case 'elsewhere':
      throw failed('no-interface', { wanted: place.host });
    default:
      return asked.endpoint;
  }
}
