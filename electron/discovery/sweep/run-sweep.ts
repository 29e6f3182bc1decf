/**
 * Touches the addresses of a plan one after the other, slowly, and says what answered. Slows down and stops by itself
 * when the network or this laptop shows strain. Records nothing itself. The one function you want is `runSweep`.
 */
import {
  afterCanaries,
  afterNoRoom,
  afterRoom,
  slower,
  startCaution,
} from '../../../shared/domain/discovery/sweep/sweep-caution.ts';
import type { SweepEnding } from '../../../shared/domain/discovery/sweep-report.ts';
import type { Clock } from '../../ports.ts';
import { createAskLot, type Waiting } from './ask-lot.ts';
import { createCanaries } from './caution/canaries.ts';
import { createDoubts } from './caution/doubts.ts';
import { createSuspicion } from './caution/suspicion.ts';
import { createNeighbourSlots } from './neighbour-slots.ts';
import { createPace } from './pace.ts';
import { createProbing, isThere, type ProbingParts } from './probing.ts';
import type { Ask, Prober, Touch } from './sweep-ports.ts';

export interface SweepRun {
  /** Each is asked once, in this order. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly perSecond: number;
  /** Asked first, and if it answers again and again in between; not a second time as one of the addresses. */
  readonly gateway?: string | null;
  /** Nodes known to answer; the same. */
  readonly known?: readonly string[];
  /** What will be asked next; is on disk when this returns. */
  readonly onAhead?: (asks: readonly Ask[]) => void;
  /** After each answer or its absence, each number of `onAhead` once. */
  readonly onTouch: (touch: Touch) => void;
  readonly onProgress?: (progress: PaceProgress) => void;
  /** Whether an open address is a node by its TLS answer. Without it nothing can be said of what answers for everything. */
  readonly look?: (address: string) => Promise<boolean>;
}
export interface PaceProgress {
  readonly done: number;
  readonly total: number;
  readonly leftMs: number;
  readonly perSecond: number;
}
export interface SweepPorts {
  readonly clock: Clock;
  readonly prober: Prober;
  readonly random: () => number;
}
export interface SweepResult {
  readonly ending: Exclude<SweepEnding, 'interrupted'>;
  /** Silent while known-live machines were silent too, also when asked again. */
  readonly doubtful: readonly string[];
  /** Known-live machines that were asked in between. */
  readonly canaries: number;
}

/** How often an address is tried when the laptop has no room, before it counts as unreachable. */
const ATTEMPTS = 3;

/** Runs until every address was touched, something stopped it, or the signal aborts. Never has two probes at one address. */
export async function runSweep(run: SweepRun, ports: SweepPorts, signal: AbortSignal): Promise<SweepResult> {
  const stop = new AbortController();
  const sweep = createSweep(run, ports, {
    signal: AbortSignal.any([signal, stop.signal]),
    fail: (error) => stop.abort(error),
  });
  let failure: { readonly error: unknown } | null = null;
  try {
    await sweep.begin();
    await sweep.pass(run.addresses.map((address) => ({ address, attempt: 1 })));
    await sweep.passAgain();
  } catch (error) {
    if (!signal.aborted) failure = { error };
  }
  stop.abort(new Error('the sweep is over'));
  await sweep.over();
  if (failure !== null) throw failure.error;
  return sweep.result(signal.aborted);
}

type Ending = Pick<ProbingParts, 'signal' | 'fail'>;

function createSweep(run: SweepRun, ports: SweepPorts, { signal, fail }: Ending) {
  const parts = createParts(run, ports, { signal, fail });
  const { lot, probing, canaries, slots, pace, suspicion, doubts } = parts;
  const settle = createSettle(run, parts);
  const goesOn = (): boolean => pace.caution.ending === null && !suspicion.isProven;
  const lookAtCanaries = async (): Promise<void> => {
    const look = await canaries.look(pace.turns);
    if (look.missed > 0) doubts.lost();
    else if (look.answered > 0) doubts.good();
    pace.change(afterCanaries(pace.caution, look));
  };
  const askNext = async (): Promise<void> => {
    await slots.take(signal);
    await pace.turn(signal);
    const ask = goesOn() ? lot.next(pace.caution.perSecond) : null;
    if (ask === null) return;
    doubts.asked(ask.address);
    probing.start(ask, settle);
  };
  const pass = async (waiting: readonly Waiting[]): Promise<void> => {
    for (const each of waiting) if (!probing.wasCanary(each.address)) lot.add(each);
    while (goesOn()) {
      signal.throwIfAborted();
      if (canaries.isDue(pace.turns)) await lookAtCanaries();
      else if (suspicion.isRaised) await suspicion.confirm(signal);
      else if (lot.left > 0) await askNext();
      else if (probing.underWay > 0) await probing.next();
      else if (canaries.count > 0 && doubts.isOpen) await lookAtCanaries();
      else break;
    }
  };
  return {
    begin: async (): Promise<void> => {
      const gatewayMs = await canaries.start(run.gateway ?? null, run.known ?? []);
      pace.change(startCaution(run.perSecond, gatewayMs));
    },
    pass,
    /** Once more and slower, whoever was silent at a bad time. */
    passAgain: async (): Promise<void> => {
      const again = doubts.all();
      if (again.length === 0 || !goesOn()) return;
      pace.change(slower(pace.caution));
      await pass(again.map((address) => ({ address, attempt: 2 })));
    },
    over: async (): Promise<void> => {
      await probing.over();
      for (const ask of lot.giveBack())
        run.onTouch({ ...ask, atMs: ports.clock.now(), outcome: 'not-asked' });
    },
    result: (isStopped: boolean): SweepResult => {
      const own = suspicion.isProven ? 'answers-for-everything' : (pace.caution.ending ?? 'complete');
      return { ending: isStopped ? 'stopped' : own, doubtful: doubts.all(), canaries: canaries.everCount };
    },
  };
}

function createParts(run: SweepRun, ports: SweepPorts, { signal, fail }: Ending) {
  const { clock, prober } = ports;
  const doubts = createDoubts();
  const lot = createAskLot(run.onAhead ?? (() => {}));
  const probing = createProbing(run, ports, { lot, signal, fail });
  const canaries = createCanaries(probing.askCanaries, clock, signal);
  const slots = createNeighbourSlots(prober.neighbourEntries, clock);
  const pace = createPace(run.perSecond, ports);
  const suspicion = createSuspicion(run.look, (address) => {
    // Until now nobody could say how far silence is to be trusted; it has just answered, so the network does.
    if (canaries.count === 0) doubts.good();
    canaries.join(address);
  });
  return { doubts, lot, probing, canaries, slots, pace, suspicion };
}

/** What an answer, or its absence, changes. */
function createSettle(
  run: SweepRun,
  { doubts, lot, probing, slots, pace, suspicion }: ReturnType<typeof createParts>,
) {
  let done = 0;
  return (touch: Touch): void => {
    const { address, attempt, outcome, atMs } = touch;
    slots.settle(isThere(outcome), atMs);
    if (isThere(outcome)) doubts.answered(address);
    // Whatever ran out on this laptop needs time to come back.
    pace.change(outcome === 'no-room' ? afterNoRoom(pace.caution) : afterRoom(pace.caution));
    if (outcome === 'no-room' && attempt < ATTEMPTS) lot.add({ address, attempt: attempt + 1 });
    else done++;
    suspicion.seen(touch);
    // This one is still counted as under way.
    const left = lot.left + probing.underWay - 1 + doubts.count;
    const perSecond = pace.perSecond();
    const leftMs = Math.round((left * 1000) / perSecond);
    run.onProgress?.({ done, total: done + left, leftMs, perSecond: Math.round(perSecond * 10) / 10 });
  };
}
