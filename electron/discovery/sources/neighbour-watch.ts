/**
 * Reads the laptop's own table of link neighbours. Nobody is asked for standing in it: only a neighbour whose MAC the
 * plan names, or a node that was met already, is asked where it stands now. All others are counted.
 */
import { type Endpoint, endpointOf } from '../../../shared/domain/discovery/endpoint.ts';
import { macInIpv6 } from '../../../shared/domain/discovery/neighbours/ipv6.ts';
import type { Neighbour } from '../../../shared/domain/discovery/neighbours/neighbour.ts';
import { isPositive } from '../../../shared/domain/discovery/sighting.ts';
import { type Failure, FailureError } from '../../../shared/failure/failure.ts';
import type { Clock, CurrentSite, Log } from '../../ports.ts';
import type { LookQueue } from '../look-queue.ts';
import type { NeighbourTable } from '../neighbour-ports.ts';
import type { NodeShelf } from '../node-shelf.ts';
import type { Reach } from '../reach.ts';
import type { SightingBook } from '../sighting-book.ts';
import { createMacHistory, type MacConflict } from './mac-history.ts';

export interface NeighbourWatchPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly site: CurrentSite;
  readonly table: NeighbourTable;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly reach: () => Reach;
  readonly changed: () => void;
}
export interface NeighbourWatch {
  /** Until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /** Reads again now, and forgets when it last asked. */
  hurry(): void;
  /** As it stands, read now unless that was done lately; sends nothing. */
  look(signal: AbortSignal): Promise<NeighbourReading>;
  /** IPv4 addresses that the machine at an IPv6 address has, as far as the table told; sends nothing. */
  ipv4Beside(ipv6: string): readonly string[];
}
export interface NeighbourReading {
  readonly neighbours: readonly Neighbour[];
  /** Why the table could not be read; null when it could. */
  readonly failure: Failure | null;
  readonly conflicts: readonly MacConflict[];
}

const READ_EVERY_MS = 15_000;
/** At a place that is silent. */
const AGAIN_MS = 120_000;
/** A machine has a few addresses; a router that answers for others has any number of them. */
const PLACES_OF_ONE = 4;
const NOTED_OF_ONE = 16;

export function createNeighbourWatch(ports: NeighbourWatchPorts): NeighbourWatch {
  const { clock, log, table } = ports;
  const history = createMacHistory(clock);
  const askedAtMs = new Map<string, number>();
  let latest: { readonly neighbours: readonly Neighbour[]; readonly failure: Failure | null } | null = null;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let early = new AbortController();
  let reading: Promise<void> | null = null;
  const readOnce = async (signal: AbortSignal): Promise<void> => {
    const result = await readTable(table, signal);
    readAtMs = clock.now();
    if (result.failure !== null && latest?.failure?.code !== result.failure.code)
      log.warn('neighbours not read', { code: result.failure.code });
    latest = result;
    history.take(result.neighbours);
  };
  /** One program of the system at a time: who comes meanwhile waits for its answer. */
  const read = async (signal: AbortSignal): Promise<void> => {
    while (reading !== null) {
      const isRead = await reading.then(
        () => true,
        // Expected here: its own asker gave up.
        () => false,
      );
      signal.throwIfAborted();
      if (isRead) return;
    }
    reading = readOnce(signal).finally(() => {
      reading = null;
    });
    await reading;
  };
  return {
    run: async (signal) => {
      try {
        for (;;) {
          early = new AbortController();
          await read(signal);
          act(latest?.neighbours ?? [], askedAtMs, ports);
          await clock.wait(READ_EVERY_MS, AbortSignal.any([signal, early.signal])).catch(() => {
            // Expected here: somebody hurried.
            signal.throwIfAborted();
          });
        }
      } catch (error) {
        if (!signal.aborted) log.bug('neighbours', error);
      }
    },
    hurry: () => {
      askedAtMs.clear();
      early.abort(new Error('hurried'));
    },
    ipv4Beside: (ipv6) => history.addressesOf(macsAt(ipv6, latest?.neighbours ?? [])),
    look: async (signal) => {
      if (clock.now() - readAtMs >= READ_EVERY_MS) await read(signal);
      const { neighbours, failure } = latest ?? { neighbours: [], failure: null };
      return { neighbours, failure, conflicts: history.conflicts() };
    },
  };
}

/** By the table, and by the address itself where it was made of the MAC. */
function macsAt(ipv6: string, neighbours: readonly Neighbour[]): ReadonlySet<string> {
  const told = neighbours.filter(({ address }) => address === ipv6).map(({ mac }) => mac);
  return new Set([...told, macInIpv6(ipv6) ?? ''].filter((mac) => mac !== ''));
}

async function readTable(table: NeighbourTable, signal: AbortSignal) {
  try {
    return { neighbours: await table.read(signal), failure: null };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // Expected here: a system that does not tell.
    return { neighbours: [], failure: error.failure };
  }
}

/** Notes what the table tells of known places and known machines, and asks the latter where they are not heard. */
function act(
  neighbours: readonly Neighbour[],
  askedAtMs: Map<string, number>,
  ports: NeighbourWatchPorts,
): void {
  const { site, shelf, clock, queue } = ports;
  const port = site.pack()?.network.sweep.port;
  if (port === undefined) return;
  const known = knownMachines(ports);
  const places = new Set(shelf.placed().flatMap(({ endpoints }) => endpoints));
  const mayAsk = mayAskMachine(neighbours, ports);
  const count = new Map<string, number>();
  for (const neighbour of neighbours) {
    const endpoint = { address: neighbour.address, port };
    const isAnswering = known.get(neighbour.mac);
    if (isAnswering === undefined && !places.has(endpointOf(endpoint))) continue;
    const times = (count.get(neighbour.mac) ?? 0) + 1;
    count.set(neighbour.mac, times);
    if (times > NOTED_OF_ONE && !places.has(endpointOf(endpoint))) continue;
    note(neighbour, endpoint, ports);
    // A node that answers where it is needs no second place; a link-local address is the last resort.
    if (isAnswering !== false || times > PLACES_OF_ONE || !mayAsk(neighbour)) continue;
    const key = endpointOf(endpoint);
    if (clock.now() - (askedAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) continue;
    askedAtMs.set(key, clock.now());
    void queue.ask(endpoint, 'soon');
  }
  for (const [key, atMs] of askedAtMs) if (clock.now() - atMs >= AGAIN_MS) askedAtMs.delete(key);
}

/** MACs of the plan and of nodes that were met, with whether that machine answers somewhere now. */
function knownMachines({ site, shelf }: NeighbourWatchPorts): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  for (const mac of site.pack()?.slots.flatMap(({ macs }) => macs ?? []) ?? []) known.set(mac, false);
  for (const { view, binding } of shelf.placed()) {
    // What was found to be no node stays unasked wherever it goes.
    if (view.answer === 'not-talos' && binding === null) continue;
    const isAnswering = isPositive(view.answer) && view.presence === 'here';
    for (const mac of view.macs?.value ?? []) known.set(mac, known.get(mac) === true || isAnswering);
  }
  return known;
}

/** The pack protects machines by their IPv4 address: then they are not asked by another address either. */
function mayAskMachine(neighbours: readonly Neighbour[], { reach }: NeighbourWatchPorts) {
  const mayAsk = reach();
  const protectedMacs = new Set(
    neighbours.filter(({ address }) => mayAsk(address) === 'excluded').map(({ mac }) => mac),
  );
  return ({ address, mac }: Neighbour): boolean => mayAsk(address) === 'yes' && !protectedMacs.has(mac);
}

/** One sighting for each place: the table has one machine at an address at a time. */
function note({ mac, interfaceName }: Neighbour, endpoint: Endpoint, { book, changed }: NeighbourWatchPorts) {
  const earlier = book.newestAt('neighbour', endpoint)?.id;
  const name = interfaceName === '' ? null : interfaceName;
  const id = book.note({ ...endpoint, source: 'neighbour', interfaceName: name, claims: { macs: [mac] } });
  if (earlier === id) return;
  if (earlier !== undefined) book.forget([earlier]);
  changed();
}
