/**
 * Finds nodes: listens for beacons, asks typed and known addresses, and sweeps an allowed range when told to.
 * Everything heard or answered is a sighting; sightings fold into nodes. Binds nothing: that is `electron/nodes`.
 * The one function you want is `createDiscovery`.
 */
import type { Handlers, JobRun } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { endpointOf, parseEndpoint } from '../../shared/domain/discovery/endpoint.ts';
import { parseTyped } from '../../shared/domain/discovery/typed/parse-typed.ts';
import type { Binding } from '../../shared/domain/nodes/binding.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ConsoleReading } from '../../shared/domain/serial/serial-port.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import type { NodeLinks, NodeTarget } from '../nodes/node-link.ts';
import type { Announce, Clock, CurrentSite, Log, NodeBook, OpRecorder } from '../ports.ts';
import type { MinisignSigner } from '../security/minisign-sign.ts';
import { createChangeNews } from './change-news.ts';
import type {
  FoundLog,
  MdnsBrowser,
  NetworkInterfaces,
  ResolveHost,
  SightingStore,
  StageOf,
} from './discovery-ports.ts';
import { createListening, type Listening } from './listening.ts';
import { claimsOfLook } from './look-claims.ts';
import { createLookQueue, type LookQueue } from './look-queue.ts';
import type { Gateways } from './neighbour-ports.ts';
import { createNodeShelf, credentialsOf, type NodeShelf } from './node-shelf.ts';
import { reachNow } from './reach.ts';
import { createSightingBook, type SightingBook } from './sighting-book.ts';
import { createConsoleSource } from './sources/console-source.ts';
import type { OpenExport, Prober, SweepLog } from './sweep/sweep-ports.ts';
import { createSweeping, type Sweeping } from './sweep/sweeping.ts';

export interface DiscoveryPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly links: NodeLinks;
  readonly mdns: MdnsBrowser;
  readonly prober: Prober;
  /** Where the log of a sweep is exported to, and the key of this laptop that signs it. */
  readonly openExport: OpenExport;
  readonly signer: (deviceId: string) => MinisignSigner;
  readonly appVersion: string;
  readonly interfaces: NetworkInterfaces;
  readonly gateways: Gateways;
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
  | 'discovery.refresh'
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

/** The API port of Talos, when no pack says otherwise. */
const TALOS_PORT = 50_000;

/** Builds the service; nothing is asked or heard before `startListening` or a call. */
export function createDiscovery(ports: DiscoveryPorts): Discovery {
  const { clock, log, site, links } = ports;
  const siteId = (): string | null => site.enrolment()?.site ?? null;
  const book = createSightingBook({ clock, log, store: ports.store.sightings, siteId });
  const bindings = (): readonly Binding[] => {
    const id = siteId();
    return id === null ? [] : ports.bindings(id);
  };
  const shelf = createNodeShelf({ book, site, bindings, stageOf: ports.stageOf });
  const news = createChangeNews({ ...ports, found: ports.store.found, nodes: shelf.all });
  news.onTold(book.flush);
  const credentials = () => {
    const pack = site.pack();
    return pack === null ? null : credentialsOf(pack);
  };
  const onLook: Parameters<typeof createLookQueue>[0]['onLook'] = (endpoint, look) => {
    book.note({ ...endpoint, source: 'node', interfaceName: null, claims: claimsOfLook(look) });
    news.changed();
  };
  const queue = createLookQueue({ clock, log, links, credentials, onLook });
  const reach = () => reachNow(site, ports.interfaces);
  const listening = createListening({ ...ports, book, shelf, queue, reach, changed: news.changed });
  const sweeping = createSweeping({
    ...{ ...ports, random: ports.random ?? Math.random, sweeps: ports.store.sweeps },
    ...{ book, shelf, queue, changed: news.changed },
  });
  const consoles = createConsoleSource({
    ...{ book, changed: news.changed },
    askPrinted: (addresses) => askPrinted(parts, addresses),
  });
  const parts: Parts = { ports, book, shelf, queue, news, listening };
  const finish = (): void => finishUnrecorded(sweeping, log);
  const startListening = (): void => {
    finish();
    listeners.start();
  };
  const listeners = createListeners(listening);
  return {
    handlers: {
      'discovery.listen': (_input, run) => listen(parts, listeners, run),
      'discovery.nodes': () => shelf.all(),
      'discovery.addTyped': ({ typed }, signal) => addTyped(parts, typed, signal),
      'discovery.refresh': async ({ nodeId }) => lookAgain(parts, shelf.get(nodeId).id),
      'discovery.forecastSweep': ({ range }, signal) => sweeping.forecast(range, signal),
      'discovery.sweep': (input, run) => sweeping.sweep(input, run),
      'discovery.sweeps': sweeping.list,
      'discovery.exportSweep': sweeping.export,
    },
    book: shelf,
    startListening,
    finishUnrecorded: finish,
    lookAgain: (nodeId) => lookAgain(parts, nodeId),
    freshTarget: (nodeId, signal) => freshTarget(parts, nodeId, signal),
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

interface Parts {
  readonly ports: DiscoveryPorts;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly news: ReturnType<typeof createChangeNews>;
  readonly listening: Listening;
}

/** Who wants to listen: the engine by itself, until a person stops it; then only while a person does. */
function createListeners(listening: Listening) {
  let people = 0;
  let isStoppedByPerson = false;
  return {
    start: (): void => {
      if (!isStoppedByPerson) listening.start();
    },
    join: (): void => {
      people++;
      isStoppedByPerson = false;
      listening.start();
    },
    leave: async (): Promise<void> => {
      if (--people > 0) return;
      isStoppedByPerson = true;
      await listening.pause();
      // Somebody may have come meanwhile.
      if (people > 0) listening.start();
    },
  };
}

/** Until it is cancelled; then Rounds is quiet until someone listens again. */
async function listen(
  { ports, shelf, news, listening }: Parts,
  listeners: ReturnType<typeof createListeners>,
  run: JobRun<{ readonly heard: number; readonly nodes: number }>,
): Promise<null> {
  ports.site.require();
  listeners.join();
  const report = (): void => run.report({ heard: listening.heard, nodes: shelf.placed().length });
  const endReports = news.onTold(report);
  report();
  await new Promise<void>((resolve) => {
    if (run.signal.aborted) resolve();
    else run.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  endReports();
  await listeners.leave();
  return null;
}

/** Null when nothing answers there. Throws `address-unreadable`, `address-excluded`, `no-interface`, `not-enrolled`. */
async function addTyped(
  { ports, book, shelf, queue }: Parts,
  typed: string,
  signal: AbortSignal,
): Promise<NodeView | null> {
  if (ports.site.enrolment() === null) throw failed('not-enrolled', {});
  const { kind, host, port } = parseTyped(typed, ports.site.pack()?.network.sweep.port ?? TALOS_PORT);
  const address = kind === 'address' ? host : await ports.resolveHost(host, signal);
  if (address === null) throw failed('address-unreadable', { typed });
  const reach = reachNow(ports.site, ports.interfaces)(address);
  if (reach === 'excluded') throw failed('address-excluded', { address });
  if (reach === 'elsewhere') throw failed('no-interface', { wanted: address });
  book.note({ source: 'typed', address, port, interfaceName: null, claims: {} });
  await queue.ask({ address, port }, 'now');
  const endpoint = endpointOf({ address, port });
  return shelf.placed().find(({ endpoints }) => endpoints.includes(endpoint))?.view ?? null;
}

/** A console tells of the machine it is plugged into: no stranger, but protected addresses stay untouched. */
function askPrinted({ ports, queue }: Parts, addresses: readonly string[]): void {
  const port = ports.site.pack()?.network.sweep.port;
  if (port === undefined) return;
  const reach = reachNow(ports.site, ports.interfaces);
  for (const address of addresses) if (reach(address) === 'yes') void queue.ask({ address, port }, 'soon');
}

async function lookAgain({ ports, shelf, queue }: Parts, nodeId: string): Promise<NodeView | null> {
  const reach = reachNow(ports.site, ports.interfaces);
  const places = (shelf.find(nodeId)?.endpoints ?? [])
    .flatMap((endpoint) => parseEndpoint(endpoint) ?? [])
    .filter(({ address }) => reach(address) === 'yes');
  await Promise.all(places.map((place) => queue.ask(place, 'now')));
  return shelf.find(nodeId)?.view ?? null;
}

/** Throws `node-unknown` and the signal's reason; a look that nobody waits for any longer ends by itself. */
async function freshTarget(parts: Parts, nodeId: string, signal: AbortSignal): Promise<NodeTarget> {
  const { id } = parts.shelf.get(nodeId);
  signal.throwIfAborted();
  const { promise: givenUp, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([lookAgain(parts, id), givenUp]);
  signal.throwIfAborted();
  return parts.shelf.target(id);
}
