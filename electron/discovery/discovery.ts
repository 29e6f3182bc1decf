/**
 * Finds nodes: listens for beacons, asks typed and known addresses, and sweeps an allowed range when told to.
 * Everything heard or answered is a sighting; sightings fold into nodes. Binds nothing: that is `electron/nodes`.
 * The one function you want is `createDiscovery`.
 */
import type { Handlers } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { Binding } from '../../shared/domain/nodes/binding.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ConsoleReading } from '../../shared/domain/serial/serial-port.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { NodeLinks, NodeTarget } from '../nodes/node-link.ts';
import type { Announce, Clock, CurrentSite, Log, NodeBook, OpRecorder } from '../ports.ts';
import type { MinisignSigner } from '../security/minisign-sign.ts';
import { createParts, nodeAt } from './discovery-parts.ts';
import type {
  FoundLog,
  MdnsBrowser,
  NetworkInterfaces,
  ResolveHost,
  SightingStore,
  StageOf,
} from './discovery-ports.ts';
import type { EarlierProbe } from './earlier/earlier-ports.ts';
import { createListeners } from './listeners.ts';
import type { Gateways, NeighbourTable } from './neighbour-ports.ts';
import { askList } from './sources/ask-list.ts';
import { createNodeAsker } from './sources/ask-nodes.ts';
import { createConsoleSource } from './sources/console-source.ts';
import { askTyped, createPlaceAsker } from './sources/place-asker.ts';
import { readSurroundings } from './surroundings.ts';
import type { OpenExport, Prober, SweepLog } from './sweep/sweep-ports.ts';
import { createSweeping, type Sweeping } from './sweep/sweeping.ts';

export interface DiscoveryPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly links: NodeLinks;
  readonly earlier: EarlierProbe;
  readonly mdns: MdnsBrowser;
  readonly prober: Prober;
  /** Where the log of a sweep is exported to, and the key of this laptop that signs it. */
  readonly openExport: OpenExport;
  readonly signer: (deviceId: string) => MinisignSigner;
  readonly appVersion: string;
  readonly interfaces: NetworkInterfaces;
  readonly gateways: Gateways;
  readonly neighbours: NeighbourTable;
  readonly resolveHost: ResolveHost;
  readonly store: { readonly sightings: SightingStore; readonly found: FoundLog; readonly sweeps: SweepLog };
  /** The bindings of the current site. */
  readonly bindings: (site: string) => readonly Binding[];
  readonly stageOf: StageOf;
  /** As the person set it. */
  readonly pace: () => 'gentle' | 'normal';
  readonly random?: () => number;
}

type DiscoveryHandlers = Pick<
  Handlers<EngineContract>,
  | 'discovery.listen'
  | 'discovery.nodes'
  | 'discovery.addTyped'
  | 'discovery.addList'
  | 'discovery.refresh'
  | 'discovery.surroundings'
  | 'discovery.forecastSweep'
  | 'discovery.sweep'
  | 'discovery.sweeps'
  | 'discovery.exportSweep'
>;
export interface Discovery {
  readonly handlers: DiscoveryHandlers;
  readonly book: NodeBook;
  /** Begins to listen when there is a pack, and finishes what an earlier run left unrecorded. May be called again. */
  startListening(): void;
  /** Only the second half of that: sends nothing. */
  finishUnrecorded(): void;
  /** Asks a node again at all its places and resolves with what is known then; null when it is gone. */
  lookAgain(nodeId: string): Promise<NodeView | null>;
  /** As the book's `target`, after a look: since the last one it may have restarted with another certificate. */
  freshTarget(nodeId: string, signal: AbortSignal): Promise<NodeTarget>;
  /** What the console on that serial port prints now; a reading without anything takes the earlier one back. */
  noteConsole(path: string, reading: ConsoleReading): void;
  /** The node whose console is on that serial port; null while that is not known. */
  nodeOnConsole(path: string): string | null;
  /** A binding or a stage changed: tell the page. */
  changed(): void;
  refreshOnResume(): void;
  stop(): Promise<void>;
}

/** Builds the service; nothing is asked or heard before `startListening` or a call. */
export function createDiscovery(ports: DiscoveryPorts): Discovery {
  const { log, site } = ports;
  const parts = createParts(ports);
  const { book, shelf, queue, news, prober, neighbours, listening, reach } = parts;
  const known = createNodeAsker({ site, shelf, queue, reach });
  const places = createPlaceAsker({ site, resolveHost: ports.resolveHost, book, shelf, queue, reach });
  const consoles = createConsoleSource({ book, changed: news.changed, askPrinted: known.printed });
  const listeners = createListeners({ site, shelf, news, listening });
  const sweeping = createSweeping({
    ...{ ...ports, prober, random: ports.random ?? Math.random, sweeps: ports.store.sweeps },
    ...{ book, shelf, queue, changed: news.changed },
  });
  const around = {
    ...{ ...ports, neighbours, prober, nodes: shelf.all, announced: listening.announced },
    ...{ sightings: book.all, nowMs: book.nowMs },
    listeningForMs: () => (listening.sinceMs === null ? null : ports.clock.now() - listening.sinceMs),
  };
  const finish = (): void => finishUnrecorded(sweeping, log);
  return {
    handlers: {
      'discovery.listen': (_input, run) => listeners.listen(run),
      'discovery.nodes': shelf.shown,
      'discovery.addTyped': async ({ typed }, signal) => nodeAt(shelf, await askTyped(typed, places, signal)),
      'discovery.addList': ({ text }, run) => askList(text, run, places),
      'discovery.refresh': async ({ nodeId }) => {
        const { id } = shelf.get(nodeId);
        neighbours.hurry();
        return await known.again(id);
      },
      'discovery.surroundings': (_input, signal) => readSurroundings(around, signal),
      'discovery.forecastSweep': ({ range }, signal) => sweeping.forecast(range, signal),
      'discovery.sweep': (input, run) => sweeping.sweep(input, run),
      'discovery.sweeps': sweeping.list,
      'discovery.exportSweep': sweeping.export,
    },
    book: shelf,
    startListening: () => {
      finish();
      listeners.start();
    },
    finishUnrecorded: finish,
    lookAgain: known.again,
    freshTarget: known.freshTarget,
    noteConsole: consoles.note,
    nodeOnConsole: (path) => shelf.all().find(({ consolePort }) => consolePort === path)?.id ?? null,
    changed: news.changed,
    refreshOnResume: listening.resume,
    stop: async () => {
      await Promise.all([listening.pause(), queue.stop()]);
      news.stop();
      book.flush();
    },
  };
}

function finishUnrecorded(sweeping: Sweeping, log: Log): void {
  try {
    sweeping.recordUnended();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // Expected here: a full disk. The log of the sweep stays and is recorded at the next start.
    log.warn('sweep not recorded', { code: error.failure.code });
  }
}
