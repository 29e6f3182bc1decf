/**
 * Places where a node of this site is to be expected although none answers there now: where one was before, what a
 * console printed, and the planned addresses. Asked one after the other by a light connect; a look only where somebody is.
 */
import { type Endpoint, endpointOf, parseEndpoint } from '../../../shared/domain/discovery/endpoint.ts';
import { isPositive } from '../../../shared/domain/discovery/sighting.ts';
import type { Clock, CurrentSite, Log } from '../../ports.ts';
import type { LookQueue } from '../look-queue.ts';
import type { NodeShelf } from '../node-shelf.ts';
import type { Reach } from '../reach.ts';
import type { SightingBook } from '../sighting-book.ts';
import type { Prober } from '../sweep/sweep-ports.ts';
import { printedAddresses } from './console-source.ts';

export interface CandidatePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly site: CurrentSite;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly prober: Prober;
  readonly queue: LookQueue;
  readonly reach: () => Reach;
}
export interface Candidates {
  /** Until the signal. */
  run(signal: AbortSignal): Promise<void>;
  /** Everything is due again: the laptop slept, or its network changed. */
  hurry(): void;
  /** Where nodes were before that are known by announcements only, which no longer count. */
  remember(places: readonly Endpoint[]): void;
}

/** Who announces itself does so within this time, and need not be asked for. */
const LISTEN_FIRST_MS = 2000;
const ROUND_MS = 2000;
/** At a place that is silent. */
const AGAIN_MS = 120_000;
const APART_MS = 50;
/** Waiting at once; each holds an entry of the neighbour table while nobody answers. */
const AT_ONCE = 4;
/** One SYN. */
const TIMEOUT_MS = 900;
/** Earlier places; the plan has at most 64 of its own. */
const EARLIER_LIMIT = 128;

export function createCandidates(ports: CandidatePorts): Candidates {
  const { clock, log } = ports;
  const triedAtMs = new Map<string, number>();
  let remembered: readonly Endpoint[] = [];
  return {
    run: async (signal) => {
      try {
        await clock.wait(LISTEN_FIRST_MS, signal);
        for (;;) {
          await askDue(expected(ports, remembered), triedAtMs, ports, signal);
          await clock.wait(ROUND_MS, signal);
        }
      } catch (error) {
        if (!signal.aborted) log.bug('candidates', error);
      }
    },
    hurry: () => triedAtMs.clear(),
    remember: (places) => {
      remembered = places.slice(0, EARLIER_LIMIT);
    },
  };
}

interface Candidate {
  readonly endpoint: Endpoint;
  /** Named by the pack. */
  readonly isPlanned: boolean;
}

/** Those where nobody answers now: where nodes were before, then what consoles printed, then the plan. */
function expected(
  { site, book, shelf }: CandidatePorts,
  remembered: readonly Endpoint[],
): readonly Candidate[] {
  const pack = site.pack();
  if (pack === null) return [];
  const { port } = pack.network.sweep;
  const nodes = shelf.placed();
  const earlier = nodes.flatMap(({ endpoints }) => endpoints.flatMap((place) => parseEndpoint(place) ?? []));
  const known = [...earlier, ...remembered].filter((each) => each.port === port).slice(0, EARLIER_LIMIT);
  const printed = printedAddresses(book).map((address) => ({ address, port }));
  const planned = pack.slots.map((slot) => ({ address: slot.address.split('/')[0] ?? '', port }));
  const candidates = new Map<string, Candidate>();
  for (const endpoint of [...known, ...printed])
    candidates.set(endpointOf(endpoint), { endpoint, isPlanned: false });
  for (const endpoint of planned) candidates.set(endpointOf(endpoint), { endpoint, isPlanned: true });
  for (const { view } of nodes)
    for (const place of view.places)
      if (isPositive(place.answer ?? undefined)) candidates.delete(endpointOf(place));
  return [...candidates.values()];
}

async function askDue(
  candidates: readonly Candidate[],
  triedAtMs: Map<string, number>,
  ports: CandidatePorts,
  signal: AbortSignal,
): Promise<void> {
  const { clock, reach } = ports;
  const mayAsk = reach();
  const running = new Set<Promise<void>>();
  for (const candidate of candidates) {
    const key = endpointOf(candidate.endpoint);
    const isDue = clock.now() - (triedAtMs.get(key) ?? Number.NEGATIVE_INFINITY) >= AGAIN_MS;
    if (!isDue || mayAsk(candidate.endpoint.address) !== 'yes') continue;
    if (running.size >= AT_ONCE) await Promise.race(running);
    triedAtMs.set(key, clock.now());
    const asking: Promise<void> = askOne(candidate, ports, signal).finally(() => running.delete(asking));
    // Its failure is the signal's, which the waits meet too.
    asking.catch(() => {});
    running.add(asking);
    await clock.wait(APART_MS, signal);
  }
  await Promise.all(running);
  const wanted = new Set(candidates.map(({ endpoint }) => endpointOf(endpoint)));
  for (const key of triedAtMs.keys()) if (!wanted.has(key)) triedAtMs.delete(key);
}

/** The look is not waited for: the next place is asked meanwhile. */
async function askOne(
  { endpoint, isPlanned }: Candidate,
  { prober, queue, book, shelf }: CandidatePorts,
  signal: AbortSignal,
): Promise<void> {
  const { outcome } = await prober.probe(endpoint.address, endpoint.port, TIMEOUT_MS, signal);
  // A refusal is worth a look too: a machine of the earlier generation refuses this port.
  if (outcome !== 'open' && outcome !== 'closed') return;
  void queue.ask(endpoint, 'soon').then((look) => {
    const isThere = look !== null && isPositive(look.answer);
    // Only where the plan is how it was found.
    if (isThere && isPlanned && isKnownByNothingElse(endpoint, shelf))
      book.note({ ...endpoint, source: 'known', interfaceName: null, claims: {} });
  });
}

function isKnownByNothingElse(endpoint: Endpoint, shelf: NodeShelf): boolean {
  const place = endpointOf(endpoint);
  const node = shelf.placed().find(({ endpoints }) => endpoints.includes(place));
  return node?.view.sources.every((source) => source === 'node') ?? true;
}
