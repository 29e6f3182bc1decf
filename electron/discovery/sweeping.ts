/** One sweep at a time, with a log of every address touched that outlives the engine. */
import { v7 as uuidv7 } from 'uuid';
import type { JobRun } from '../../shared/contract/define.ts';
import { addressesPerSecond, planSweep } from '../../shared/domain/discovery/sweep-plan.ts';
import type { SweepProgress, SweepReport } from '../../shared/domain/discovery/sweep-report.ts';
import type { Pack } from '../../shared/domain/sites/pack.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { NodeLook } from '../nodes/node-link.ts';
import type { Clock, CurrentSite, Log, OpRecorder } from '../ports.ts';
import type { NetworkInterfaces, Prober, SweepEntry, SweepLog, Touch } from './discovery-ports.ts';
import type { LookQueue } from './look-queue.ts';
import type { NodeShelf } from './node-shelf.ts';
import { reachNow } from './reach.ts';
import { runSweep } from './run-sweep.ts';
import type { SightingBook } from './sighting-book.ts';

export interface SweepingPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly interfaces: NetworkInterfaces;
  readonly prober: Prober;
  readonly random: () => number;
  readonly pace: () => 'gentle' | 'normal';
  readonly sweeps: SweepLog;
  readonly book: SightingBook;
  readonly shelf: NodeShelf;
  readonly queue: LookQueue;
  readonly changed: () => void;
}
export interface Sweeping {
  /** Throws what `planSweep` throws, `no-interface`, `busy` and `pack-missing`; a stop ends in a report. */
  sweep(range: string, run: JobRun<SweepProgress>): Promise<SweepReport>;
  /** Records sweeps that the engine did not survive, from their log. */
  recordUnended(): void;
}

/** Touches are written in lots, so that the disk is not asked a hundred times a second. */
const WRITE_EVERY = 50;
const DONE_WITH_NODE: ReadonlySet<string> = new Set([
  'waiting',
  'ours',
  'foreign',
  'old-maintenance',
  'agent',
]);

export function createSweeping(ports: SweepingPorts): Sweeping {
  const { sweeps, site } = ports;
  let running: string | null = null;
  return {
    sweep: async (range, run) => {
      const { pack, enrolment } = site.require();
      if (running !== null) throw failed('busy', { what: `sweep ${running}` });
      const addresses = plan(range, pack, ports);
      running = range;
      try {
        const { port } = pack.network.sweep;
        const startedAtMs = ports.clock.now();
        const entry: SweepEntry = { id: uuidv7(), range, port, pace: ports.pace(), startedAtMs };
        sweeps.begin(enrolment.site, entry);
        return await performed(addresses, entry, ports, run);
      } finally {
        running = null;
      }
    },
    recordUnended: () => {
      const siteId = site.enrolment()?.site;
      if (siteId === undefined || running !== null) return;
      for (const entry of sweeps.unended(siteId)) record(entry, 'interrupted', ports);
    },
  };
}

function plan(range: string, pack: Pack, { interfaces, site, shelf }: SweepingPorts): readonly string[] {
  const list = interfaces.list();
  const used = list.filter(({ used }) => used);
  if (used.length === 0) throw failed('no-interface', { wanted: range });
  const known = [...shelf.all(), ...pack.slots].map(({ address }) => address.split('/')[0] ?? address);
  const subnets = [pack.network.subnet, ...used.flatMap((each) => each.subnets)];
  const addresses = planSweep({ range, ...pack.network.sweep, known, subnets });
  const reach = reachNow(site, interfaces);
  if (addresses.some((address) => reach(address) === 'elsewhere'))
    throw failed('no-interface', { wanted: range });
  return addresses;
}

async function performed(
  addresses: readonly string[],
  entry: SweepEntry,
  ports: SweepingPorts,
  run: JobRun<SweepProgress>,
): Promise<SweepReport> {
  const perSecond = addressesPerSecond[entry.pace === 'normal' ? 'normal' : 'gentle'];
  const pending: Touch[] = [];
  const looks: Promise<NodeLook | null>[] = [];
  let done = 0;
  let answered = 0;
  const write = (): void => ports.sweeps.touched(entry.id, pending.splice(0));
  const onTouch = (touch: Touch): void => {
    done++;
    if (pending.push(touch) >= WRITE_EVERY) write();
    if (touch.outcome === 'open') {
      answered++;
      looks.push(lookAt(touch.address, entry.port, ports));
    }
    const leftMs = ((addresses.length - done) * 1000) / perSecond;
    run.report({ done, total: addresses.length, answered, leftMs: Math.round(leftMs), perSecond });
  };
  try {
    const { stopped } = await runSweep(
      { addresses, port: entry.port, perSecond, onTouch },
      ports,
      run.signal,
    );
    // Who stops wants to go on at once; the looks end by themselves and appear in the list.
    const seen = stopped ? [] : await Promise.all(looks);
    const nodes = seen.filter((look) => look !== null && DONE_WITH_NODE.has(look.answer)).length;
    const ending = stopped ? 'stopped' : 'complete';
    return { sweepId: entry.id, touched: done, answered, nodes, stopped, ending, doubtful: 0 };
  } finally {
    write();
    record(entry, run.signal.aborted ? 'stopped' : 'complete', ports);
  }
}

function lookAt(
  address: string,
  port: number,
  { book, queue, changed }: SweepingPorts,
): Promise<NodeLook | null> {
  book.note({ source: 'sweep', address, port, interfaceName: null, claims: {} });
  changed();
  return queue.ask({ address, port }, 'soon');
}

/** The op first, then the end: what dies in between is recorded at the next start, under the same id. */
function record(
  entry: SweepEntry,
  ending: 'complete' | 'stopped' | 'interrupted',
  ports: SweepingPorts,
): void {
  const touches = ports.sweeps.touches(entry.id);
  const endedAtMs =
    ending === 'interrupted' ? (touches.at(-1)?.atMs ?? entry.startedAtMs) : ports.clock.now();
  const withOutcome = (outcome: Touch['outcome']): readonly string[] =>
    touches.filter((touch) => touch.outcome === outcome).map(({ address }) => address);
  ports.ops.record({
    kind: 'sweep.performed',
    agg: `sweep:${entry.id}`,
    opId: entry.id,
    body: {
      range: entry.range,
      port: entry.port,
      pace: entry.pace,
      ending,
      startedAt: new Date(entry.startedAtMs).toISOString(),
      endedAt: new Date(endedAtMs).toISOString(),
      count: touches.length,
      answered: withOutcome('open'),
      refused: withOutcome('closed').length,
      /** Every address touched, in order: what the hospital's security team compares its alarms with. */
      touched: touches.map(({ address }) => address),
    },
  });
  ports.sweeps.end(entry.id, endedAtMs);
}
