/** Runs a sweep on its ground: writes every question down, looks at what is open, and records how it ended. */
import type { JobRun } from '../../../shared/contract/define.ts';
import { isInside, parseIpv4 } from '../../../shared/domain/discovery/ipv4.ts';
import type {
  SweepEnding,
  SweepProgress,
  SweepReport,
} from '../../../shared/domain/discovery/sweep-report.ts';
import type { LookQueue } from '../look-queue.ts';
import type { SightingBook } from '../sighting-book.ts';
import { type RecordPorts, recordSweep } from './record-sweep.ts';
import { runSweep, type SweepPorts, type SweepResult } from './run-sweep.ts';
import { isNodeAnswer, type SweepGround } from './sweep-ground.ts';
import { createSweepJournal } from './sweep-journal.ts';
import type { SweepEntry, Touch } from './sweep-ports.ts';
import { createSweepTally } from './sweep-tally.ts';

export interface PerformPorts extends SweepPorts, RecordPorts {
  readonly book: SightingBook;
  readonly queue: LookQueue;
  readonly changed: () => void;
}

/** Throws `disk-full`; what was touched by then is on disk and is recorded at the next start. */
export async function performSweep(
  ground: SweepGround,
  entry: SweepEntry,
  ports: PerformPorts,
  run: JobRun<SweepProgress>,
): Promise<SweepReport> {
  const journal = createSweepJournal(entry.id, ports.sweeps);
  const tally = createSweepTally(ground.plan.range);
  const finds = createFinds(entry, ports);
  const onTouch = (touch: Touch): void => {
    journal.touched(touch);
    tally.add(touch);
  };
  const result = await runSweep(
    {
      ...{ addresses: ground.plan.addresses, port: entry.port, perSecond: ground.pace.perSecond },
      ...{ gateway: ground.gateway, known: ground.live, onTouch, onAhead: journal.ahead },
      look: finds.look,
      onProgress: (progress) => run.report({ ...progress, answered: tally.open.size }),
    },
    ports,
    run.signal,
  ).finally(journal.flush);
  recordSweep(entry, ports, { ending: result.ending, tally, doubtful: result.doubtful.length });
  if (result.ending === 'answers-for-everything') finds.forget();
  // Who stops wants to go on at once; the looks end by themselves and appear in the list.
  else if (result.ending === 'complete') await Promise.race([finds.allLooked(), stopOf(run.signal)]);
  const range = ground.plan.range;
  const known = ground.live.filter((address) => isInside(parseIpv4(address) ?? -1, [range]));
  const answered = new Set([...tally.open, ...known]);
  return report(entry, result, {
    ...{ touched: tally.touched, answered: answered.size, known: ground.plan.known },
    nodes: new Set([...finds.nodes, ...known]).size,
  });
}

function stopOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function report(
  { id }: SweepEntry,
  { ending, doubtful, canaries }: SweepResult,
  counts: Pick<SweepReport, 'touched' | 'answered' | 'known' | 'nodes'>,
): SweepReport {
  const stopped = (ending satisfies SweepEnding) !== 'complete';
  return { sweepId: id, ...counts, stopped, ending, doubtful: doubtful.length, canaries };
}

/** Open addresses, and what they turn out to be. */
function createFinds({ port, startedAtMs }: SweepEntry, { book, queue, changed }: PerformPorts) {
  const looks = new Map<string, Promise<boolean>>();
  const nodes = new Set<string>();
  const forget = (): void => {
    const theirs = book
      .all()
      .filter(
        ({ address, source, claims, seenAtMs, ...place }) =>
          place.port === port &&
          seenAtMs >= startedAtMs &&
          looks.has(address) &&
          (source === 'sweep' || source === 'node') &&
          !isNodeAnswer(claims.answer),
      );
    book.forget(theirs.map(({ id }) => id));
    changed();
  };
  return {
    nodes,
    look: (address: string): Promise<boolean> => {
      book.note({ source: 'sweep', address, port, interfaceName: null, claims: {} });
      changed();
      const looking = queue.ask({ address, port }, 'soon').then((look) => {
        const isNode = isNodeAnswer(look?.answer);
        if (isNode) nodes.add(address);
        return isNode;
      });
      looks.set(address, looking);
      return looking;
    },
    allLooked: async (): Promise<void> => void (await Promise.all(looks.values())),
    /** A middlebox answered, no machine. Looks that are still under way are forgotten when they end. */
    forget: (): void => {
      forget();
      void Promise.all(looks.values()).then(forget);
    },
  };
}
