/** Asks again what is known already: a node at all its places, or an address that its own console printed. */
import { type Endpoint, parseEndpoint } from '../../../shared/domain/discovery/endpoint.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { NodeTarget } from '../../nodes/node-link.ts';
import type { CurrentSite } from '../../ports.ts';
import type { LookQueue } from '../look-queue.ts';
import type { NodeShelf } from '../node-shelf.ts';
import type { Reach } from '../reach.ts';

export interface NodeAsker {
  /** At all its places, for a person who waits; resolves with what is known then, null when it is gone. */
  again(nodeId: string): Promise<NodeView | null>;
  /** The book's `target` after a look. Throws `node-unknown` and the signal's reason; the look then ends by itself. */
  freshTarget(nodeId: string, signal: AbortSignal): Promise<NodeTarget>;
  /** A console tells of the machine it is plugged into: no stranger, but protected addresses stay untouched. */
  printed(addresses: readonly string[]): void;
}

export function createNodeAsker(ports: {
  readonly site: CurrentSite;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly reach: () => Reach;
}): NodeAsker {
  const { site, shelf, queue } = ports;
  const again = async (nodeId: string): Promise<NodeView | null> => {
    const reach = ports.reach();
    const places = (shelf.find(nodeId)?.endpoints ?? [])
      .map(parseEndpoint)
      .filter((place): place is Endpoint => place !== null && place.port !== 0)
      .filter(({ address }) => reach(address) === 'yes');
    await Promise.all(places.map((place) => queue.ask(place, 'now')));
    shelf.refold();
    return shelf.find(nodeId)?.view ?? null;
  };
  return {
    again,
    freshTarget: async (nodeId, signal) => {
      const { id } = shelf.get(nodeId);
      signal.throwIfAborted();
      const { promise: givenUp, resolve } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => resolve(), { once: true });
      await Promise.race([again(id), givenUp]);
      signal.throwIfAborted();
      return shelf.target(id);
    },
    printed: (addresses) => {
      const port = site.pack()?.network.sweep.port;
      if (port === undefined) return;
      const reach = ports.reach();
      for (const address of addresses)
        if (reach(address) === 'yes') void queue.ask({ address, port }, 'soon');
    },
  };
}
